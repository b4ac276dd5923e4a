// Package certification knows the schemes by which people are certified, and the certificates they hold.
package certification

import (
	"time"

	"pilar/internal/audit"
	"pilar/internal/fault"
)

// Certifier is a body that certifies (lembaga sertifikasi). Which there are is data: no regulation names one for good.
type Certifier struct {
	Code   string
	Name   string
	Active bool
}

// SchemeVersion is a scheme as it was on some day. Months is how long a certificate is valid; 0 where no rule was found
// and the certificate itself tells.
type SchemeVersion struct {
	ID         int64
	Scheme     string
	Name       string
	LegalBasis string
	Months     int
}

// Certificate is a paper that somebody holds. It is never changed: a renewal is a new one, a revocation a fact of its own.
type Certificate struct {
	ID            int64
	Worker        int64
	SchemeVersion int64
	Scheme        string // its name
	Certifier     string // a code
	CertifierName string
	Number        string
	SignedOn      time.Time
	ValidUntil    time.Time
	Renews        int64
	RevokedOn     time.Time
	RevokedReason string
}

// State is where a certificate stands on a day.
type State string

// The states; all follow from dates and are never stored.
const (
	NotYet  State = "belum berlaku"
	InForce State = "berlaku"
	Ended   State = "kedaluwarsa"
	Revoked State = "dicabut"
)

// On returns the certificate's state on a day. It is certificate_in_force of the schema, for one certificate and what is
// known now; a test compares the two.
func (c Certificate) On(day time.Time) State {
	switch {
	case !c.RevokedOn.IsZero() && !day.Before(c.RevokedOn):
		return Revoked
	case day.Before(c.SignedOn):
		return NotYet
	case day.After(c.ValidUntil):
		return Ended
	default:
		return InForce
	}
}

// Changes is what the trail says of a certificate that is recorded.
func (c Certificate) Changes() []audit.Change {
	return []audit.Change{
		{Field: "Nomor sertifikat", After: c.Number},
		{Field: "Lembaga sertifikasi", After: c.Certifier},
		{Field: "Tanggal sertifikat", After: c.SignedOn.Format("02-01-2006")},
		{Field: "Berlaku sampai", After: c.ValidUntil.Format("02-01-2006")},
	}
}

// Check reports every broken rule of a certificate by itself.
func (c Certificate) Check() fault.Invalid {
	bad := fault.Invalid{}
	if c.Number == "" {
		bad["number"] = "Nomor sertifikat belum diisi."
	}
	if c.SignedOn.IsZero() {
		bad["signed_on"] = "Tanggal sertifikat belum diisi."
	}
	if c.ValidUntil.IsZero() {
		bad["valid_until"] = "Tanggal akhir berlaku belum diisi; lihat pada sertifikatnya."
	} else if c.ValidUntil.Before(c.SignedOn) {
		bad["valid_until"] = "Tanggal akhir berlaku lebih awal daripada tanggal sertifikat."
	}
	return bad
}
