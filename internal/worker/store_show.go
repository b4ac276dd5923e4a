package worker

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// Number is one of the personal numbers that can be shown whole: one of the constants, or what
// AccountNumber or FieldNumber returns.
type Number string

// The numbers of which somebody has one.
const (
	ShowNIK   Number = "nik"
	ShowKK    Number = "kk"
	ShowNPWP  Number = "npwp"
	ShowPhone Number = "hp"
)

// AccountNumber is the number of the bank account with that id: somebody may have had several.
func AccountNumber(id int64) Number { return Number(fmt.Sprintf("rekening-%d", id)) }

// FieldNumber is the sealed field with that key of an engagement.
func FieldNumber(engagement int64, key string) Number {
	return Number(fmt.Sprintf("isian-%d-%s", engagement, key))
}

// Number returns a number whole, with what it is called; both are empty where the record has no such number. A phone number
// that can't be one is shown as it was typed: it can be mended only by whoever sees it.
func (r Record) Number(n Number) (words, value string) {
	phone := r.Person.Phone
	if phone == "" {
		phone = r.Person.PhoneNote
	}
	for _, known := range []struct {
		number       Number
		words, value string
	}{{ShowNIK, "NIK", r.Person.NIK}, {ShowKK, "Nomor KK", r.Person.KK}, {ShowNPWP, "NPWP", r.Person.NPWP}, {ShowPhone, "Nomor HP", phone}} {
		if known.number == n && known.value != "" {
			return known.words, known.value
		}
	}
	for _, a := range r.Accounts {
		if AccountNumber(a.ID) == n {
			return "Nomor rekening " + a.Bank + ", sejak " + date(a.From), a.Number
		}
	}
	for _, e := range r.Engagements {
		for key := range e.Sealed {
			if FieldNumber(e.ID, key) == n {
				return "Isian " + key + " sebagai " + e.Cadre, e.Fields[key]
			}
		}
	}
	return "", ""
}

// Show returns one personal number whole and records which it was, who saw it and why. fault.Invalid without a reason;
// fault.NotFound where the person, or the number, is not there for this account.
func (s *Store) Show(ctx context.Context, by audit.Actor, id int64, n Number, reason string, limit []string) (string, error) {
	r, err := s.Get(ctx, id, limit)
	if err != nil {
		return "", err
	}
	words, value := r.Number(n)
	if value == "" {
		return "", fault.NotFound{}
	}
	if reason == "" {
		return "", fault.Invalid{"reason": "Alasan belum dipilih atau ditulis. Setiap pembukaan data pribadi dicatat beserta alasannya."}
	}
	return value, audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: audit.PersonalShown, SubjectKind: subject, SubjectID: id,
			SubjectName: r.Person.Name, Changes: []audit.Change{{Field: "Yang dibuka", After: words}}, Reason: reason})
	})
}
