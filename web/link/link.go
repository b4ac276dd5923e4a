// Package link names every internal address once, so that a page never spells one out and a
// moved page is moved here only. The addresses are Indonesian because people read and mail them.
package link

import (
	"net/url"
	"strconv"
	"strings"
)

// Home is the dashboard, Beranda.
func Home() string { return "/" }

// Login shows and receives the login form.
func Login() string { return "/masuk" }

// LoginThen is Login that returns to an internal address afterwards.
func LoginThen(to string) string { return with(Login(), url.Values{"ke": {to}}) }

// Logout ends the session; POST only.
func Logout() string { return "/keluar" }

// Start is the one-time address with which the first administrator of an installation sets a password.
func Start(token string) string { return "/mulai/" + url.PathEscape(token) }

// Theme is the stylesheet that carries the district's colour. The colour stands in the address, so
// that a browser may keep the answer for good and a new colour is seen at once.
func Theme(accent string) string {
	return with("/tema.css", url.Values{"warna": {strings.TrimPrefix(accent, "#")}})
}

// Workers is the list of people, Data SDM.
func Workers() string { return "/sdm" }

// WorkersQuery is Workers with a filter, a sort and a place in the list.
func WorkersQuery(q url.Values) string { return with(Workers(), q) }

// WorkerSearch looks for a person by a whole personal number; POST only, so that the number stands in no address.
func WorkerSearch() string { return "/sdm/cari" }

// ExportWorkersQuery asks how the list with that filter is taken away and, by POST, gives the file.
func ExportWorkersQuery(q url.Values) string { return with("/sdm/ekspor", q) }

// NewWorker shows the empty form and, by POST, registers a person.
func NewWorker() string { return "/sdm/baru" }

// Worker is the record of one person.
func Worker(id int64) string { return "/sdm/" + number(id) }

// EditWorker corrects the identity of a person.
func EditWorker(id int64) string { return Worker(id) + "/ubah" }

// RevealWorker shows the personal numbers of a person whole, for a reason; POST only.
func RevealWorker(id int64) string { return Worker(id) + "/buka" }

// NewEngagement adds an engagement to a person.
func NewEngagement(worker int64) string { return Worker(worker) + "/penugasan/baru" }

// EngageWith is NewEngagement with a form that is filled in already.
func EngageWith(worker int64, typed url.Values) string { return with(NewEngagement(worker), typed) }

// NewEmployment adds a status of employment to a person.
func NewEmployment(worker int64) string { return Worker(worker) + "/kepegawaian/baru" }

// NewBankAccount adds a bank account to a person.
func NewBankAccount(worker int64) string { return Worker(worker) + "/rekening/baru" }

// EditEngagement corrects an engagement.
func EditEngagement(id int64) string { return "/penugasan/" + number(id) + "/ubah" }

// EndEngagement ends an engagement with a reason.
func EndEngagement(id int64) string { return "/penugasan/" + number(id) + "/akhiri" }

// RestoreEngagement brings an ended engagement back.
func RestoreEngagement(id int64) string { return "/penugasan/" + number(id) + "/pulihkan" }

// Settings are the installation's settings.
func Settings() string { return "/pengaturan" }

// SettingsGroup is the form of one group of settings.
func SettingsGroup(slug string) string { return Settings() + "/" + slug }

// EditLogo shows the office's logo and, by POST, takes another one.
func EditLogo() string { return Settings() + "/logo" }

// ClearLogo takes the logo away; POST only.
func ClearLogo() string { return EditLogo() + "/hapus" }

// Logo is the picture itself. Its hash stands in the address, so that a browser may keep the answer for good.
func Logo(hash string) string { return with("/logo", url.Values{"v": {hash}}) }

// Formation edits the formation of one cadre.
func Formation(cadre string) string { return "/pengaturan/formasi/" + url.PathEscape(cadre) }

func number(id int64) string { return strconv.FormatInt(id, 10) }

// with adds a query; an empty one adds nothing, not even the question mark.
func with(path string, q url.Values) string {
	if s := q.Encode(); s != "" {
		return path + "?" + s
	}
	return path
}
