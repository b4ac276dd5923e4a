package link

import "net/url"

// Formations is the list of posts against people, place by place.
func Formations() string { return "/formasi" }

// FormationsQuery is Formations with a filter.
func FormationsQuery(q url.Values) string { return with(Formations(), q) }

// ExportFormationsQuery gives the list with a filter as a file; POST only.
func ExportFormationsQuery(q url.Values) string { return with(Formations()+"/ekspor", q) }

// HomeQuery is Home about another moment.
func HomeQuery(q url.Values) string { return with(Home(), q) }
