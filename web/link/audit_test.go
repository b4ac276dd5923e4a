package link_test

import (
	"net/url"
	"testing"

	"pilar/web/link"
)

func TestAuditAddresses(t *testing.T) {
	for got, want := range map[string]string{
		link.Audit(): "/audit",
		link.ExportAuditQuery(url.Values{"data": {"list"}}):                      "/audit/ekspor?data=list",
		link.AuditQuery(url.Values{"data": {"worker"}, "pelaku": {"Siti & Co"}}): "/audit?data=worker&pelaku=Siti+%26+Co",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
