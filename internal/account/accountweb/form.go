package accountweb

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"pilar/internal/account"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/region"
	"pilar/web/ui"
)

// accountForm is what is said of an account, as typed.
type accountForm struct {
	Version, Login, Name, Role, EndsOn string
	Kecamatan                          []string // codes

	Faults   fault.Invalid
	Conflict bool              // somebody else saved first
	Stored   map[string]string // after a conflict: what they saved, in words
	endsOn   *time.Time
}

func parseAccount(v url.Values) accountForm {
	f := accountForm{Version: v.Get("versi"), Login: v.Get("login"), Name: v.Get("nama"), Role: v.Get("peran"),
		EndsOn: v.Get("berakhir"), Kecamatan: v["kecamatan"], Faults: fault.Invalid{}}
	d, problem := check.Date(f.EndsOn)
	switch {
	case problem != nil:
		f.Faults["ends_on"] = problem.Message
	case !d.IsZero():
		f.endsOn = &d
	}
	return f
}

// with adds the faults that the rules find; one that stands at a field already is the first to mend.
func (f accountForm) with(bad fault.Invalid) accountForm {
	for field, text := range bad {
		if f.Faults[field] == "" {
			f.Faults[field] = text
		}
	}
	return f
}

func (f accountForm) invitation() account.New {
	return account.New{Login: f.Login, Name: f.Name, Role: account.Role(f.Role), EndsOn: f.endsOn, Kecamatan: f.Kecamatan}
}

func (f accountForm) change() account.Change {
	version, err := strconv.ParseInt(f.Version, 10, 32)
	if err != nil {
		version = 0 // a version that is none is stale
	}
	return account.Change{Version: int(version), Name: f.Name, Role: account.Role(f.Role), EndsOn: f.endsOn, Kecamatan: f.Kecamatan}
}

// formOf fills the form with what is stored.
func formOf(r account.Record) accountForm {
	f := accountForm{Version: strconv.Itoa(r.Version), Login: r.Login, Name: r.Name, Role: string(r.Role), Kecamatan: r.Kecamatan, endsOn: r.EndsOn}
	if r.EndsOn != nil {
		f.EndsOn = r.EndsOn.Format("2-1-2006")
	}
	return f
}

// against shows, beside what was typed, what somebody else saved meanwhile, and carries the newer version on.
func (f accountForm) against(r account.Record, roles map[string]string, book region.Book) accountForm {
	stored := formOf(r)
	f.Version, f.Conflict, f.Stored = stored.Version, true, map[string]string{}
	for _, c := range []struct{ field, typed, stored, words string }{
		{"name", strings.TrimSpace(f.Name), stored.Name, stored.Name},
		{"role", f.Role, stored.Role, roles[stored.Role]},
		{"ends_on", dayWords(f.endsOn), dayWords(r.EndsOn), dayWords(r.EndsOn)},
		{"kecamatan", places(f.Kecamatan, book), places(stored.Kecamatan, book), places(stored.Kecamatan, book)},
	} {
		if c.typed != c.stored {
			f.Stored[c.field] = c.words
		}
	}
	return f
}

func dayWords(d *time.Time) string {
	if d == nil {
		return "tanpa batas waktu"
	}
	return ui.Date(*d)
}

// places names kecamatan.
func places(codes []string, book region.Book) string {
	if len(codes) == 0 {
		return "semua kecamatan"
	}
	var names []string
	for _, code := range codes {
		names = append(names, book.Name(code))
	}
	return strings.Join(names, ", ")
}

// fields say which input stands for a rule's field, in the order of the forms.
var fields = [][2]string{{"name", "nama"}, {"login", "login"}, {"role", "peran"}, {"kecamatan", "kecamatan"}, {"ends_on", "berakhir"},
	{"old", "lama"}, {"new", "baru"}, {"password", "sandi"}, {"repeat", "ulang"}, {"reason", "alasan"}}

// summary lists the faults in the order of the fields.
func summary(faults fault.Invalid) []ui.FieldError {
	var all []ui.FieldError
	for _, f := range fields {
		if text := faults[f[0]]; text != "" {
			all = append(all, ui.FieldError{Field: f[1], Text: text})
		}
	}
	return all
}
