package demo

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pilar/internal/audit"
	"pilar/internal/certification"
	"pilar/internal/seal"
	"pilar/internal/worker"
)

// What the Stores write into the trail, in their words; a test compares the two.

func sealChanges(keys *seal.Keys, changes []audit.Change) []byte {
	text, err := json.Marshal(changes)
	if err != nil {
		panic(fmt.Sprintf("write changes: %v", err)) // strings always marshal
	}
	return keys.Seal(seal.Changes, string(text))
}

func dateWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02-01-2006")
}

func personChanges(before, after worker.Person) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Nama", before.Name, after.Name)
	c = audit.Changed(c, "Gelar depan", before.TitleBefore, after.TitleBefore)
	c = audit.Changed(c, "Gelar belakang", before.TitleAfter, after.TitleAfter)
	c = audit.ChangedPersonal(c, "NIK", before.NIK, after.NIK)
	c = audit.ChangedPersonal(c, "Nomor KK", before.KK, after.KK)
	c = audit.ChangedPersonal(c, "NPWP", before.NPWP, after.NPWP)
	c = audit.Changed(c, "Jenis kelamin", before.Sex, after.Sex)
	c = audit.Changed(c, "Tempat lahir", before.BirthPlace, after.BirthPlace)
	c = audit.Changed(c, "Tanggal lahir", dateWords(before.BirthDate), dateWords(after.BirthDate))
	c = audit.ChangedPersonal(c, "Nomor HP", before.Phone, after.Phone)
	c = audit.ChangedPersonal(c, "Nomor HP seperti tertulis", before.PhoneNote, after.PhoneNote)
	c = audit.Changed(c, "Surel", before.Email, after.Email)
	c = audit.Changed(c, "Wilayah tempat tinggal", before.HomeRegion, after.HomeRegion)
	c = audit.Changed(c, "Alamat", before.Address, after.Address)
	c = audit.Changed(c, "Pendidikan", before.Education, after.Education)
	return audit.Changed(c, "Meninggal", dateWords(before.DiedOn), dateWords(after.DiedOn))
}

func engagementChanges(before, after worker.Engagement) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Jenis SDM", before.Cadre, after.Cadre)
	c = audit.Changed(c, "Tempat tugas", before.Region, after.Region)
	c = audit.Changed(c, "Mulai", dateWords(before.From), dateWords(after.From))
	c = audit.Changed(c, "Berakhir", dateWords(before.Until), dateWords(after.Until))
	c = audit.Changed(c, "Alasan berakhir", before.EndReason, after.EndReason)
	c = audit.Changed(c, "Nomor anggota", before.MemberNumber, after.MemberNumber)
	for _, k := range slices.Sorted(maps.Keys(after.Fields)) {
		c = audit.Changed(c, k, before.Fields[k], after.Fields[k])
	}
	return audit.Changed(c, "SK", decreeWords(before.Decrees), decreeWords(after.Decrees))
}

func decreeWords(decrees []worker.Decree) string {
	words := make([]string, len(decrees))
	for i, d := range decrees {
		words[i] = d.Number + " tanggal " + dateWords(d.DecidedOn)
	}
	return strings.Join(words, "; ")
}

func employmentChanges(after worker.Employment) []audit.Change {
	var c []audit.Change
	c = audit.Changed(c, "Status kepegawaian", "", string(after.Kind))
	c = audit.Changed(c, "NIP/NI PPPK", "", after.NIP)
	c = audit.Changed(c, "Pangkat/golongan", "", after.Grade)
	c = audit.Changed(c, "Jabatan", "", after.Post)
	c = audit.Changed(c, "Unit kerja", "", after.Unit)
	return audit.Changed(c, "Sejak", "", dateWords(after.From))
}

func accountChanges(a worker.BankAccount) []audit.Change {
	return []audit.Change{
		{Field: "Bank", After: a.Bank},
		{Field: "Nomor rekening", After: a.Number, Personal: true},
		{Field: "Atas nama", After: a.Holder},
		{Field: "Sejak", After: dateWords(a.From)},
	}
}

func certificateChanges(c certification.Certificate) []audit.Change {
	return []audit.Change{
		{Field: "Nomor sertifikat", After: c.Number},
		{Field: "Lembaga sertifikasi", After: c.Certifier},
		{Field: "Tanggal sertifikat", After: dateWords(c.SignedOn)},
		{Field: "Berlaku sampai", After: dateWords(c.ValidUntil)},
	}
}
