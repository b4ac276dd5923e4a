package workerweb

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"pilar/internal/account"
	"pilar/internal/audit/auditwords"
	"pilar/internal/cadre"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/report"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

func canEnter(r *http.Request) bool { return site.Can(r, account.RegisterWrite) }

// lookups are the names that codes stand for.
type lookups struct {
	book       region.Book
	cadres     []cadre.Cadre
	fields     []cadre.Field
	certifiers map[string]string // of the certificates on the page
}

func (p pages) lookups(r *http.Request) (lookups, error) {
	var l lookups
	var err error
	if l.book, err = p.Regions.Book(r.Context()); err != nil {
		return l, err
	}
	if l.cadres, err = p.Cadres.All(r.Context()); err != nil {
		return l, err
	}
	l.fields, err = p.Cadres.Fields(r.Context())
	return l, err
}

// trail are the names with which the trail is put into words.
func (l lookups) trail() auditwords.Names {
	return auditwords.Names{Book: l.book, Fields: l.fields, Certifiers: l.certifiers}
}

// recordPage gathers what the page of one worker shows.
func (p pages) recordPage(r *http.Request, rec worker.Record, about report.Person) (recordPage, error) {
	l, err := p.lookups(r)
	if err != nil {
		return recordPage{}, err
	}
	l.certifiers = map[string]string{}
	for _, c := range about.Certificates {
		l.certifiers[c.Certifier] = c.CertifierName
	}
	today := site.Today(r)
	view := recordPage{
		ID: rec.ID, Name: rec.Person.FullName(), CanEnter: canEnter(r), CanShow: site.Can(r, account.PersonalShow),
		Identity: identity(rec, l.book, today, canEnter(r)), History: l.trail().Events(about.History),
		Numbers: append(numbersOf(rec, today), sealedOf(rec, l.fields)...), Reasons: showReasons,
	}
	view.Marks = marks(rec, about.Roles, l.book)
	for _, e := range rec.Engagements {
		row := engagementRowOf(e, l, today)
		row.Outside = !within(site.Limit(r), e.Region)
		view.Engagements = append(view.Engagements, row)
	}
	if died := rec.Person.DiedOn; !died.IsZero() {
		view.Died = ui.Date(died)
	}
	for _, j := range rec.Employments {
		view.Employments = append(view.Employments, employmentRow{j.Kind.Words(), orNone(j.NIP), orNone(j.Grade), orNone(describe(j.Post, j.Unit)), since(j.From, j.Until, j.Precision)})
	}
	for _, a := range rec.Accounts {
		view.Accounts = append(view.Accounts, accountRow{a.Bank, check.Mask(a.Number), a.Holder, ui.Period(a.From, a.Until)})
	}
	for _, c := range about.Certificates {
		view.Certificates = append(view.Certificates, certificateRowOf(c, today))
	}
	return view, nil
}

func orNone(text string) string {
	if text == "" {
		return ui.None
	}
	return text
}

// marks say at the head of the record what everybody asks first: does she serve, as what, is she certified for it.
func marks(rec worker.Record, roles []worker.Role, book region.Book) []templ.Component {
	all := []templ.Component{ui.Badge{Tone: ui.Good, Text: "Aktif"}}
	if len(roles) == 0 {
		all[0] = ui.Badge{Tone: ui.Neutral, Text: "Tidak aktif"}
	}
	if !rec.Person.DiedOn.IsZero() {
		all = append(all, ui.Badge{Tone: ui.Neutral, Text: "Meninggal " + ui.Date(rec.Person.DiedOn)})
	}
	for _, role := range roles {
		all = append(all, ui.Tag(role.Cadre+" · "+book.Title(role.Region)))
		if role.Certified {
			all = append(all, ui.Badge{Tone: ui.Good, Text: "Bersertifikat"})
		} else {
			all = append(all, ui.Badge{Tone: ui.Neutral, Text: "Belum bersertifikat"})
		}
	}
	return all
}

func identity(rec worker.Record, book region.Book, today time.Time, canEnter bool) []ui.SummaryRow {
	p := rec.Person
	born := ""
	if !p.BirthDate.IsZero() {
		born = fmt.Sprintf("%s (%d tahun)", ui.Date(p.BirthDate), age(p.BirthDate, today))
	}
	home := ""
	if p.HomeRegion != "" {
		home = book.Title(p.HomeRegion)
	}
	phone := ui.SummaryRow{Label: "Nomor HP", Text: check.Mask(p.Phone)}
	if p.Phone == "" && p.PhoneNote != "" {
		phone.Text, phone.Note, phone.NoteTone = check.Mask(p.PhoneNote), "Tertulis demikian, tetapi bukan nomor HP yang benar.", ui.Warn
	}
	rows := []ui.SummaryRow{
		{Label: "NIK", Text: check.Mask(p.NIK)},
		{Label: "Jenis kelamin", Text: worker.SexWords(p.Sex)},
		{Label: "Tempat lahir", Text: p.BirthPlace},
		{Label: "Tanggal lahir", Text: born},
		{Label: "Pendidikan", Text: p.Education},
		phone,
		{Label: "Surel", Text: p.Email},
		{Label: "Tempat tinggal", Text: home},
		{Label: "Alamat", Text: p.Address},
		{Label: "Nomor KK", Text: check.Mask(p.KK)},
		{Label: "NPWP", Text: check.Mask(p.NPWP)},
		{Label: "Terdaftar", Text: ui.DateTime(rec.RecordedAt) + " oleh " + rec.RecordedBy},
	}
	if !p.DiedOn.IsZero() {
		rows = slices.Insert(rows, len(rows)-1, ui.SummaryRow{Label: "Meninggal", Text: ui.Date(p.DiedOn)})
	}
	if canEnter {
		for i := range rows {
			if rows[i].Text == "" {
				rows[i].AddURL = link.EditWorker(rec.ID)
			}
		}
	}
	return rows
}

// age is in whole years.
func age(born, today time.Time) int {
	years := today.Year() - born.Year()
	if today.YearDay() < born.AddDate(years, 0, 0).YearDay() {
		years--
	}
	return years
}

// fieldWords is a value as a page shows it.
func fieldWords(f cadre.Field, value string, sealed bool) string {
	if sealed {
		return check.Mask(value)
	}
	if day, problem := check.Date(value); f.Type == cadre.Date && problem == nil {
		return ui.Date(day)
	}
	return value
}

func engagementRowOf(e worker.Engagement, l lookups, today time.Time) engagementRow {
	row := engagementRow{ID: e.ID, Cadre: e.Cadre, Place: l.book.Title(e.Region), Period: since(e.From, e.Until, e.Precision),
		Open: e.Until.IsZero(), Current: e.Covers(today), Reason: e.EndReason}
	if e.MemberNumber != "" {
		row.Facts = append(row.Facts, "Nomor anggota "+e.MemberNumber)
	}
	for _, f := range l.fields {
		if value := e.Fields[f.Key]; f.Cadre == e.Cadre && value != "" {
			row.Facts = append(row.Facts, f.Label+": "+fieldWords(f, value, e.Sealed[f.Key]))
		}
	}
	for _, d := range e.Decrees {
		decree := decreeRow{Number: d.Number}
		if !d.DecidedOn.IsZero() {
			decree.Dates = ui.Date(d.DecidedOn)
		}
		if !d.Until.IsZero() {
			decree.Dates = describe(decree.Dates, "berlaku sampai "+ui.Date(d.Until))
		}
		row.Decrees = append(row.Decrees, decree)
	}
	return row
}

// since is a period whose first day may be known by the year only, or not at all.
func since(from, until time.Time, precision worker.Precision) string {
	switch {
	case precision == worker.ByYear && until.IsZero():
		return "sejak tahun " + from.Format("2006")
	case precision == worker.ByYear:
		return "tahun " + from.Format("2006") + " sampai " + ui.Date(until)
	case precision == worker.Unknown && until.IsZero():
		return "tercatat sejak " + ui.Date(from)
	}
	return ui.Period(from, until)
}

func certificateRowOf(c certification.Certificate, today time.Time) certificateRow {
	row := certificateRow{Scheme: c.Scheme, Certifier: c.CertifierName, Number: c.Number, Period: ui.Period(c.SignedOn, c.ValidUntil)}
	state := c.On(today)
	row.State = map[certification.State]string{certification.NotYet: "Belum berlaku", certification.InForce: "Berlaku",
		certification.Ended: "Kedaluwarsa", certification.Revoked: "Dicabut"}[state]
	row.Tone = map[certification.State]ui.Tone{certification.InForce: ui.Good, certification.Ended: ui.Warn, certification.Revoked: ui.Bad}[state]
	if !c.RevokedOn.IsZero() {
		row.Note = ui.Date(c.RevokedOn) + ": " + c.RevokedReason
	}
	return row
}

// numbersOf are the personal numbers that there are to be opened: of bank accounts the newest, and the one in force.
func numbersOf(rec worker.Record, today time.Time) []ui.Option {
	var all []ui.Option
	offer := func(n worker.Number, label string) {
		if words, _ := rec.Number(n); words != "" {
			all = append(all, ui.Option{Value: string(n), Label: cmp.Or(label, words)})
		}
	}
	for _, n := range []worker.Number{worker.ShowNIK, worker.ShowPhone, worker.ShowKK, worker.ShowNPWP} {
		offer(n, "")
	}
	for i, a := range rec.Accounts {
		if inForce := !today.Before(a.From) && (a.Until.IsZero() || !today.After(a.Until)); i == 0 || inForce {
			offer(worker.AccountNumber(a.ID), accountWords(a))
		}
	}
	return all
}

func accountWords(a worker.BankAccount) string {
	return "Nomor rekening " + a.Bank + " " + ui.Period(a.From, a.Until)
}

// sealedOf are the sealed fields of engagements that there are to be opened.
func sealedOf(rec worker.Record, fields []cadre.Field) []ui.Option {
	var all []ui.Option
	for _, e := range rec.Engagements {
		for _, f := range fields {
			if f.Cadre == e.Cadre && e.Sealed[f.Key] {
				all = append(all, ui.Option{Value: string(worker.FieldNumber(e.ID, f.Key)), Label: f.Label + " (" + e.Cadre + " " + since(e.From, e.Until, e.Precision) + ")"})
			}
		}
	}
	return all
}

// showReasons are usual reasons to see personal numbers whole.
var showReasons = options("Verifikasi dengan KTP atau KK", "Menghubungi orang yang bersangkutan", "Menyiapkan surat atau usulan", "Menjawab pemeriksaan")

// options are usual reasons, and the choice to give another.
func options(texts ...string) []ui.Option {
	var all []ui.Option
	for _, t := range texts {
		all = append(all, ui.Option{Value: t, Label: t})
	}
	return append(all, ui.Option{Value: otherReason, Label: "Alasan lain"})
}

func (p pages) renderNew(w http.ResponseWriter, r *http.Request, status int, f newForm, found foundPerson) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	view := personPage{Title: "Tambah SDM", Action: link.NewWorker(), Cancel: link.Workers(), New: true,
		Form: f.Person, Engaged: f.Engaged, Job: f.Job, Found: found,
		Homes: l.homes(""), Places: l.places(site.Limit(r)), Cadres: l.cadreOptions(""), Fields: l.cadreFields("")}
	return render(w, r, status, view.Title, crumb, personView(view))
}

func (p pages) renderEdit(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f personForm, found foundPerson) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	for field, words := range map[string]func(string) string{"home_region": l.book.Title, "sex": worker.SexWords} {
		if stored, ok := f.Stored[field]; ok {
			f.Stored[field] = words(stored)
		}
	}
	sayEmpty(f.Stored)
	view := personPage{Title: "Perbaiki identitas", Name: rec.Person.FullName(), Action: link.EditWorker(rec.ID), Cancel: link.Worker(rec.ID), Form: f, Found: found, Homes: l.homes(rec.Person.HomeRegion)}
	return render(w, r, status, view.Title, personCrumbs(rec.ID, rec.Person.Name), personView(view))
}

// sayEmpty says in a word that nothing is stored.
func sayEmpty(stored map[string]string) {
	for field, value := range stored {
		if value == "" {
			stored[field] = "kosong"
		}
	}
}

// renderEngagement shows the form of a new engagement, or of a stored one that is corrected.
func (p pages) renderEngagement(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f engagementForm, e worker.Engagement) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	if stored, ok := f.Stored["region"]; ok {
		f.Stored["region"] = l.book.Title(stored)
	}
	sayEmpty(f.Stored)
	view := engagementPage{Title: "Tambah penugasan", Name: rec.Person.FullName(), Action: link.NewEngagement(rec.ID), Submit: "Tambahkan",
		Cancel: link.Worker(rec.ID), Form: f, Places: l.places(site.Limit(r)), Cadres: l.cadreOptions(e.Cadre), Fields: l.cadreFields(e.Cadre)}
	if e.ID != 0 {
		view.Title, view.Action, view.Submit = "Perbaiki penugasan", link.EditEngagement(e.ID), "Simpan perbaikan"
		view.keep(e)
	}
	return render(w, r, status, view.Title, personCrumbs(rec.ID, rec.Person.Name), engagementView(view))
}

// keep offers the stored choices that are no longer on offer: a correction must not change them unseen.
func (p engagementPage) keep(e worker.Engagement) {
	for _, g := range p.Fields {
		for i, c := range g.Fields {
			value := e.Fields[c.Key]
			offered := slices.ContainsFunc(c.Choices, func(o ui.Option) bool { return o.Value == value })
			if g.Cadre == e.Cadre && value != "" && len(c.Choices) > 0 && !offered {
				g.Fields[i].Choices = append(c.Choices, ui.Option{Value: value, Label: value})
			}
		}
	}
}

func (p pages) renderEnd(w http.ResponseWriter, r *http.Request, status int, e engaged, view endPage) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	rec := e.person
	if view.Conflict {
		view.StoredUntil, view.StoredReason = orNone(ui.Date(e.Until)), orNone(e.EndReason)
	}
	view.Name, view.Cadre, view.Place, view.Since = rec.Person.FullName(), e.Cadre, l.book.Title(e.Region), since(e.From, e.Until, e.Precision)
	view.Action, view.Cancel = link.EndEngagement(e.ID), link.Worker(rec.ID)
	view.Reasons = options(worker.EndReasons()...)
	return render(w, r, status, "Akhiri penugasan", personCrumbs(rec.ID, rec.Person.Name), endView(view))
}

func (p pages) renderReopen(w http.ResponseWriter, r *http.Request, status int, e engaged, view restorePage) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	rec := e.person
	view.Name, view.Cadre, view.Place = rec.Person.FullName(), e.Cadre, l.book.Title(e.Region)
	view.Period, view.Ended = since(e.From, e.Until, e.Precision), e.EndReason
	view.Action, view.Cancel = link.RestoreEngagement(e.ID), link.Worker(rec.ID)
	return render(w, r, status, "Aktifkan kembali penugasan", personCrumbs(rec.ID, rec.Person.Name), restoreView(view))
}

func (p pages) renderJob(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f employmentForm) error {
	view := jobPage{Name: rec.Person.FullName(), Action: link.NewEmployment(rec.ID), Cancel: link.Worker(rec.ID), Form: f}
	return render(w, r, status, "Catat status kepegawaian", personCrumbs(rec.ID, rec.Person.Name), jobView(view))
}

func (p pages) renderAccount(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f bankForm) error {
	view := bankPage{Name: rec.Person.FullName(), Action: link.NewBankAccount(rec.ID), Cancel: link.Worker(rec.ID), Form: f}
	return render(w, r, status, "Catat rekening bank", personCrumbs(rec.ID, rec.Person.Name), bankView(view))
}

// places are the duty places an account may choose: kabupaten, kecamatan, and each kecamatan's desa.
func (l lookups) places(limit []string) []ui.OptionGroup {
	whole := ui.OptionGroup{Label: "Kabupaten dan kecamatan"}
	if limit == nil {
		k := l.book.Kabupaten()
		whole.Options = append(whole.Options, ui.Option{Value: k.Code, Label: k.Name})
	}
	groups := []ui.OptionGroup{whole}
	for _, k := range l.book.Kecamatan(limit) {
		groups[0].Options = append(groups[0].Options, ui.Option{Value: k.Code, Label: k.Title()})
		groups = append(groups, desaGroup(l.book, k))
	}
	return groups
}

// homes are the desa somebody may live in: anybody's, whatever the account's limit; and what is stored now.
func (l lookups) homes(stored string) []ui.OptionGroup {
	var groups []ui.OptionGroup
	if at, ok := l.book.Get(stored); ok && at.Level != region.Desa {
		groups = append(groups, ui.OptionGroup{Label: "Kini tersimpan", Options: []ui.Option{{Value: at.Code, Label: at.Title()}}})
	}
	for _, k := range l.book.Kecamatan(nil) {
		groups = append(groups, desaGroup(l.book, k))
	}
	return groups
}

func desaGroup(book region.Book, k region.Region) ui.OptionGroup {
	g := ui.OptionGroup{Label: k.Title()}
	for _, d := range book.DesaOf(k.Code) {
		g.Options = append(g.Options, ui.Option{Value: d.Code, Label: d.Title() + ", " + k.Title()})
	}
	return g
}

// cadreOptions are the active cadres, and the one that is stored now.
func (l lookups) cadreOptions(stored string) []ui.Option {
	var all []ui.Option
	for _, c := range l.cadres {
		if c.Active || c.Code == stored {
			all = append(all, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
		}
	}
	return all
}

// cadreFields are the fields of each cadre on offer that has any, in the office's order.
func (l lookups) cadreFields(stored string) []cadreGroup {
	var all []cadreGroup
	for _, c := range l.cadres {
		g := cadreGroup{Cadre: c.Code, Name: c.Name}
		for _, f := range l.fields {
			if f.Cadre != c.Code || !f.Active {
				continue
			}
			field := cadreField{Key: f.Key, Label: f.Label, Type: f.Type}
			for _, choice := range f.Choices {
				field.Choices = append(field.Choices, ui.Option{Value: choice, Label: choice})
			}
			g.Fields = append(g.Fields, field)
		}
		if (c.Active || c.Code == stored) && len(g.Fields) > 0 {
			all = append(all, g)
		}
	}
	return all
}
