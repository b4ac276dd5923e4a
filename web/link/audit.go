package link

import "net/url"

// Audit is the trail: who did what to which record.
func Audit() string { return "/audit" }

// AuditQuery is Audit with a filter and a place in the list.
func AuditQuery(q url.Values) string { return with(Audit(), q) }

// ExportAuditQuery gives the entries that a filter chooses as a file; POST only.
func ExportAuditQuery(q url.Values) string { return with("/audit/ekspor", q) }
