package auditweb_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pilar/internal/account"
	"pilar/internal/app/apptest"
	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/sheet"
	"pilar/web/link"
)

// file is the trail as it was downloaded: lines of cells by the heads, and the texts above and below them.
type file struct {
	text string
	rows []map[string]string
}

func export(t *testing.T, b *apptest.Browser, format string, q url.Values) file {
	t.Helper()
	got := b.Post(link.ExportAuditQuery(q), url.Values{"format": {format}})
	if got.Status != http.StatusOK {
		t.Fatalf("%v: status %d", q, got.Status)
	}
	book, err := sheet.Read(strings.NewReader(got.Body), int64(len(got.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var f file
	var heads []string
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if len(row.Cells) == 1 {
			f.text += row.Cells[0].Text + "\n"
			continue
		}
		line := map[string]string{}
		for _, c := range row.Cells {
			if heads != nil {
				line[heads[c.Column]] = c.Text
			}
		}
		if heads == nil {
			for _, c := range row.Cells {
				heads = append(heads, c.Text)
			}
			continue
		}
		f.rows = append(f.rows, line)
	}
	return f
}

func TestTheTrailAsAFile(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	b := tr.As(t, account.Inspector)
	for _, format := range []string{"xlsx", "csv"} {
		f := export(t, b, format, url.Values{"catatan": {fmt.Sprintf("worker-%d", tr.neng)}})
		corrected := map[string]map[string]string{}
		for _, r := range f.rows {
			if r["Perbuatan"] == "Memperbaiki data" {
				corrected[r["Isian"]] = r
			}
		}
		if r := corrected["Alamat"]; r["Menjadi"] != "Kp. <b>Babakan</b>" || r["Pelaku"] != yuyun.Name || r["Alasan"] != "menurut KTP" || r["Data"] != "Neng <i>Euis</i>" {
			t.Errorf("%s: the address's line says %v", format, r)
		}
		if r := corrected["NIK"]; r["Semula"] != "3217************" || r["Menjadi"] != "3217************" {
			t.Errorf("%s: the NIK's line says %v", format, r)
		}
		if len(corrected) != 2 || corrected["NIK"]["Sidik"] != corrected["Alamat"]["Sidik"] {
			t.Errorf("%s: the correction has the lines %v", format, corrected)
		}
		var hash, previous []byte
		err := tr.Pool.QueryRow(t.Context(), `SELECT hash, previous FROM audit_entry WHERE id = $1`, corrected["NIK"]["Nomor"]).Scan(&hash, &previous)
		if err != nil || corrected["NIK"]["Sidik"] != hex.EncodeToString(hash) || corrected["NIK"]["Sidik sebelumnya"] != hex.EncodeToString(previous) {
			t.Errorf("%s: the chain stands otherwise in the file: %v, %v", format, corrected["NIK"], err)
		}
		if all := fmt.Sprint(f); strings.Contains(all, nengNIK) || strings.Contains(all, "3217015203859779") {
			t.Errorf("%s: the file holds a number", format)
		}
	}
	said := export(t, b, "csv", url.Values{"perbuatan": {"list.exported"}})
	if len(said.rows) != 4 || said.rows[0]["Data"] != "Daftar jejak audit" || said.rows[0]["Menjadi"] != fmt.Sprintf("SDM nomor %d", tr.neng) || said.rows[0]["Pelaku"] != "Uji pemeriksa" {
		t.Errorf("the trail says of its exports: %v", said.rows)
	}
}

// The file says that the chain holds, and up to where; or where it breaks.
func TestTheFileProvesTheChain(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	b := tr.As(t, account.Inspector)
	head, err := audit.NewStore(tr.Pool, tr.Keys).Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if page := tr.get(t, b).Text(t, "main"); !strings.Contains(page, head.String()) {
		t.Errorf("the page does not tell the newest entry, %s", head)
	}
	f := export(t, b, "xlsx", url.Values{"data": {"account"}})
	for _, words := range []string{"Akun", "Diambil oleh Uji pemeriksa", fmt.Sprintf("utuh dari catatan pertama sampai catatan nomor %d", head.ID), "Sidik catatan itu: " + head.Hash, head.String()} {
		if !strings.Contains(f.text, words) {
			t.Errorf("the file does not say %q: %s", words, f.text)
		}
	}
	if len(head.Hash) != 64 {
		t.Errorf("the whole hash is %q", head.Hash)
	}
	if _, err := tr.Owner.Exec(t.Context(), `UPDATE audit_entry SET reason = 'lain' WHERE subject_id = $1 AND verb = 'personal.shown'`, tr.neng); err != nil {
		t.Fatal(err)
	}
	if f := export(t, b, "csv", nil); !strings.Contains(f.text, "RANTAI JEJAK TERPUTUS") || strings.Contains(f.text, "utuh") {
		t.Errorf("a broken chain is not told: %s", f.text)
	}
}

func TestALimitedExportHoldsItsPeopleAlone(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	f := export(t, tr.As(t, account.Inspector, lembang), "csv", nil)
	if len(f.rows) == 0 || !strings.Contains(f.text, "hanya SDM di kecamatan Lembang") {
		t.Errorf("the file says %s, and has %d lines", f.text, len(f.rows))
	}
	for _, r := range f.rows {
		if r["Jenis data"] != "SDM" || r["Data"] != "Neng <i>Euis</i>" {
			t.Errorf("the file holds %v", r)
		}
	}
}

func TestExportsThatAreRefused(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	b := tr.As(t, account.Administrator)
	for path, form := range map[string]url.Values{"/audit/ekspor": {}, "/audit/ekspor?x=1": {"format": {"json"}}, "/audit/ekspor?data=rahasia": {"format": {"csv"}}} {
		if got := b.Post(path, form).Status; got != http.StatusBadRequest {
			t.Errorf("%s %v: status %d", path, form, got)
		}
	}
	for _, role := range []account.Role{account.Staff, account.Operator, account.Treasurer, account.Head} {
		if got := tr.As(t, role).Post("/audit/ekspor", url.Values{"format": {"csv"}}).Status; got != http.StatusForbidden {
			t.Errorf("%s: status %d", role, got)
		}
	}
	if n := tr.get(t, b, "perbuatan", "list.exported").Text(t, "#total"); n != "0" {
		t.Errorf("%s refused exports stand in the trail", n)
	}
}

// More than a sheet of Excel holds is refused before a part of it is given.
func TestAWorkbookHasItsRoom(t *testing.T) {
	t.Parallel()
	tr := newTrail(t)
	trail := audit.NewStore(tr.Pool, tr.Keys)
	handed := 0
	take := func(most int) error {
		return trail.Export(t.Context(), siti, audit.Export{Words: "semua", Format: "xlsx", Most: most}, func(audit.Proof) error { return nil },
			func(audit.Chained) error { handed++; return nil })
	}
	before, err := trail.Count(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if _, refused := errors.AsType[fault.Invalid](take(before.Count - 1)); !refused || handed > 0 {
		t.Errorf("one too many: refused %v, %d handed over", refused, handed)
	}
	if err := take(before.Count); err != nil || handed != before.Count {
		t.Errorf("%d handed over, %v", handed, err)
	}
}

func TestALinkIsNotedByHand(t *testing.T) {
	t.Parallel()
	whole := audit.Link{ID: 4711, Hash: strings.Repeat("3f9a12bc77d091ee", 4)}
	if got := whole.String(); got != "4711:3f9a-12bc-77d0-91ee" {
		t.Errorf("noted as %s", got)
	}
	tr := newTrail(t)
	trail := audit.NewStore(tr.Pool, tr.Keys)
	head, err := trail.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for noted, want := range map[audit.Link]bool{head: true, {ID: head.ID, Hash: head.Hash[:16]}: true, {ID: head.ID, Hash: head.Hash[:15]}: false, {ID: head.ID}: false,
		{ID: head.ID + 1, Hash: head.Hash}: false, {ID: head.ID - 1, Hash: head.Hash}: false} {
		if got, err := trail.Holds(t.Context(), noted); err != nil || got != want {
			t.Errorf("%v: holds %v, %v", noted, got, err)
		}
	}
}
