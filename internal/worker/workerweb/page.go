package workerweb

import (
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/cadre"
	"pilar/internal/certification"
	"pilar/internal/check"
	"pilar/internal/region"
	"pilar/internal/site"
	"pilar/internal/worker"
	"pilar/web/link"
	"pilar/web/ui"
)

func canEnter(r *http.Request) bool { return site.Can(r, account.RegisterWrite) }

// lookups are the names that codes stand for.
type lookups struct {
	book   region.Book
	cadres []cadre.Cadre
	fields []cadre.Field
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

// recordPage gathers what the page of one worker shows.
func (p pages) recordPage(r *http.Request, rec worker.Record) (recordPage, error) {
	l, err := p.lookups(r)
	if err != nil {
		return recordPage{}, err
	}
	certificates, err := p.Certificates.OfWorker(r.Context(), rec.ID)
	if err != nil {
		return recordPage{}, err
	}
	history, err := p.History(r.Context(), rec.ID)
	if err != nil {
		return recordPage{}, err
	}
	today := site.Today(r)
	view := recordPage{
		ID: rec.ID, Name: rec.Person.FullName(), CanEnter: canEnter(r), CanShow: site.Can(r, account.PersonalShow),
		Identity: identity(rec, l.book, today, canEnter(r)), History: events(history, l.book),
		Numbers: numbersOf(rec), Reasons: options("Verifikasi dengan KTP atau KK", "Menghubungi orang yang bersangkutan", "Menyiapkan surat atau usulan", "Menjawab pemeriksaan"),
	}
	view.Marks = marks(rec, certificates, today)
	for _, e := range rec.Engagements {
		view.Engagements = append(view.Engagements, engagementRowOf(e, l, today))
	}
	for _, j := range rec.Employments {
		view.Employments = append(view.Employments, employmentRow{kindWords[j.Kind], orNone(j.NIP), orNone(j.Grade), j.Post, j.Unit, since(j.From, j.Until, j.Precision)})
	}
	for _, a := range rec.Accounts {
		view.Accounts = append(view.Accounts, accountRow{a.Bank, check.Mask(a.Number), a.Holder, ui.Period(a.From, a.Until)})
	}
	for _, c := range certificates {
		view.Certificates = append(view.Certificates, certificateRowOf(c, today))
	}
	return view, nil
}

var kindWords = map[worker.EmploymentKind]string{worker.PNS: "PNS", worker.PPPK: "PPPK", worker.NonASN: "Non-ASN"}

func orNone(text string) string {
	if text == "" {
		return ui.None
	}
	return text
}

// marks say at the head of the record what everybody asks first: does she serve, is she certified.
func marks(rec worker.Record, certificates []certification.Certificate, today time.Time) []templ.Component {
	active := ui.Badge{Tone: ui.Neutral, Text: "Tidak aktif"}
	for _, e := range rec.Engagements {
		if e.Covers(today) {
			active = ui.Badge{Tone: ui.Good, Text: "Aktif"}
		}
	}
	certified := ui.Badge{Tone: ui.Neutral, Text: "Belum bersertifikat"}
	for _, c := range certificates {
		if c.On(today) == certification.InForce {
			certified = ui.Badge{Tone: ui.Good, Text: "Bersertifikat"}
		}
	}
	all := []templ.Component{active, certified}
	if !rec.Person.DiedOn.IsZero() {
		all = append(all, ui.Badge{Tone: ui.Neutral, Text: "Meninggal " + ui.Date(rec.Person.DiedOn)})
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
		{Label: "Jenis kelamin", Text: map[string]string{"L": "Laki-laki", "P": "Perempuan"}[p.Sex]},
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

func engagementRowOf(e worker.Engagement, l lookups, today time.Time) engagementRow {
	row := engagementRow{ID: e.ID, Cadre: e.Cadre, Place: l.book.Title(e.Region), Period: since(e.From, e.Until, e.Precision),
		Open: e.Until.IsZero(), Current: e.Covers(today), Reason: e.EndReason}
	if e.MemberNumber != "" {
		row.Facts = append(row.Facts, "Nomor anggota "+e.MemberNumber)
	}
	for _, f := range l.fields {
		if value := e.Fields[f.Key]; f.Cadre == e.Cadre && value != "" {
			row.Facts = append(row.Facts, f.Label+": "+value)
		}
	}
	for _, d := range e.Decrees {
		text := d.Number
		if !d.DecidedOn.IsZero() {
			text += ", " + ui.Date(d.DecidedOn)
		}
		if !d.Until.IsZero() {
			text += ", berlaku sampai " + ui.Date(d.Until)
		}
		row.Decrees = append(row.Decrees, text)
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

// events puts the trail into words. Numbers that identify a person are masked, codes of places named.
func events(entries []audit.Entry, book region.Book) []ui.Event {
	var events []ui.Event
	for _, e := range entries {
		event := ui.Event{When: ui.DateTime(e.At), Who: e.Actor, What: upperFirst(e.Verb.Words()), Note: e.Reason}
		for _, c := range e.Changes {
			before, after := c.Before, c.After
			if c.Personal {
				before, after = check.Mask(before), check.Mask(after)
			}
			event.Changes = append(event.Changes, ui.Change{Label: c.Field, Before: placed(before, book), After: placed(after, book)})
		}
		events = append(events, event)
	}
	return events
}

func placed(value string, book region.Book) string {
	if _, ok := book.Get(value); ok {
		return book.Title(value)
	}
	return value
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// numbersOf are the personal numbers that there are to be opened.
func numbersOf(rec worker.Record) []ui.Option {
	p := rec.Person
	account := ""
	if len(rec.Accounts) > 0 {
		account = rec.Accounts[0].Number
	}
	var all []ui.Option
	for _, n := range []struct {
		number worker.Number
		value  string
	}{{worker.ShowNIK, p.NIK}, {worker.ShowPhone, p.Phone}, {worker.ShowKK, p.KK}, {worker.ShowNPWP, p.NPWP}, {worker.ShowAccount, account}} {
		if n.value != "" {
			all = append(all, ui.Option{Value: string(n.number), Label: n.number.Words()})
		}
	}
	return all
}

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
		Homes: l.homes(), Places: l.places(site.Limit(r)), Cadres: l.cadreOptions(), Fields: l.cadreFields()}
	return render(w, r, status, view.Title, crumb, personView(view))
}

func (p pages) renderEdit(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f personForm, found foundPerson) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	view := personPage{Title: "Perbaiki identitas", Action: link.EditWorker(rec.ID), Cancel: link.Worker(rec.ID), Form: f, Found: found, Homes: l.homes()}
	return render(w, r, status, view.Title, personCrumbs(rec.ID, rec.Person.Name), personView(view))
}

func (p pages) renderEngagement(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, f engagementForm, id int64) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	view := engagementPage{Title: "Tambah penugasan", Name: rec.Person.FullName(), Action: link.NewEngagement(rec.ID), Submit: "Tambahkan",
		Cancel: link.Worker(rec.ID), Form: f, Places: l.places(site.Limit(r)), Cadres: l.cadreOptions(), Fields: l.cadreFields()}
	if id != 0 {
		view.Title, view.Action, view.Submit = "Perbaiki penugasan", link.EditEngagement(id), "Simpan perbaikan"
	}
	return render(w, r, status, view.Title, personCrumbs(rec.ID, rec.Person.Name), engagementView(view))
}

func (p pages) renderEnd(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, e worker.Engagement, view endPage) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
	view.Name, view.Cadre, view.Place, view.Since = rec.Person.FullName(), e.Cadre, l.book.Title(e.Region), since(e.From, e.Until, e.Precision)
	view.Action, view.Cancel = link.EndEngagement(e.ID), link.Worker(rec.ID)
	view.Reasons = options("Mengundurkan diri", "Masa tugas selesai", "Meninggal", "Diangkat di tempat lain", worker.MovedAway, "Diberhentikan")
	return render(w, r, status, "Akhiri penugasan", personCrumbs(rec.ID, rec.Person.Name), endView(view))
}

func (p pages) renderReopen(w http.ResponseWriter, r *http.Request, status int, rec worker.Record, e worker.Engagement, view restorePage) error {
	l, err := p.lookups(r)
	if err != nil {
		return err
	}
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

// homes are the desa somebody may live in: anybody's, whatever the account's limit.
func (l lookups) homes() []ui.OptionGroup {
	var groups []ui.OptionGroup
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

func (l lookups) cadreOptions() []ui.Option {
	var all []ui.Option
	for _, c := range l.cadres {
		if c.Active {
			all = append(all, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
		}
	}
	return all
}

func (l lookups) cadreFields() []cadreField {
	var all []cadreField
	for _, f := range l.fields {
		field := cadreField{Cadre: f.Cadre, Key: f.Key, Label: f.Label}
		for _, choice := range f.Choices {
			field.Choices = append(field.Choices, ui.Option{Value: choice, Label: choice})
		}
		all = append(all, field)
	}
	return all
}
