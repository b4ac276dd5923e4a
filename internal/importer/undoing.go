package importer

import (
	"slices"
	"time"

	"pilar/internal/asof"
	"pilar/internal/worker"
)

// effectKind is what an import did: to a person, or by recording a fact.
type effectKind string

const (
	registered effectKind = "registered"
	corrected  effectKind = "corrected"
	engaged               = effectKind(worker.Engaged)
	employed              = effectKind(worker.Employed)
	banked                = effectKind(worker.Banked)
)

// effectWords name what an effect is on.
var effectWords = map[effectKind]string{registered: "pendaftaran", corrected: "data diri", engaged: "penugasan",
	employed: "status kepegawaian", banked: "rekening bank"}

// effect is one thing that an import wrote, and what has become of it since.
type effect struct {
	n        int64
	worker   int64
	kind     effectKind
	record   int64
	replaced int64 // a record, or of a correction the version that it found; 0: nothing
	version  int
	before   []byte

	changed   bool // since: it is not what the import left any more
	changedAt time.Time
	changedBy string
	displaced bool // another fact stands where the one stood that it replaced

	why string // undoing leaves it; "": it is taken back
}

// footprint is all that an import did to one person, and what happened to that person since.
type footprint struct {
	effects []effect
	newer   []effectKind          // facts that others recorded since, by kind
	uses    map[effectKind]string // what leans on a fact since, in words
}

// judge says of each effect whether it is taken back. What replaced the same fact is taken back together or not at all. So is
// a person who was registered: nobody is left in the register without what they are there for.
func (f *footprint) judge() {
	for i := range f.effects {
		f.effects[i].why = f.why(f.effects[i])
	}
	f.keepTogether()
	for i := range f.effects {
		if e := &f.effects[i]; e.why == "" && e.displaced {
			e.why = addedSince(e.kind)
		}
	}
	f.keepTogether()
	newcomer := slices.ContainsFunc(f.effects, func(e effect) bool { return e.kind == registered })
	if newcomer && slices.ContainsFunc(f.effects, func(e effect) bool { return e.why != "" }) {
		f.keep("Orang ini tetap terdaftar.", func(effect) bool { return true })
	}
}

// keepTogether leaves what replaced the same as something that is left.
func (f *footprint) keepTogether() {
	for _, e := range f.effects {
		if e.why != "" && e.replaced != 0 {
			f.keep(e.why, func(o effect) bool { return o.kind == e.kind && o.replaced == e.replaced })
		}
	}
}

// keep leaves those of the effects that are not left anyhow.
func (f *footprint) keep(why string, which func(effect) bool) {
	for i := range f.effects {
		if e := &f.effects[i]; e.why == "" && which(*e) {
			e.why = why
		}
	}
}

// why says, as a clerk would, why an effect by itself can't be taken back; "" where it can.
func (f *footprint) why(e effect) string {
	if e.changed {
		return e.changedSince()
	}
	if e.kind != registered {
		return f.uses[e.kind]
	}
	for _, use := range f.uses {
		return use
	}
	for _, kind := range f.newer {
		return addedSince(kind)
	}
	return ""
}

func (e effect) changedSince() string {
	what := map[effectKind]string{registered: "Data diri diperbaiki lagi", corrected: "Data diri diperbaiki lagi", engaged: "Penugasan diubah lagi",
		employed: "Status kepegawaian diubah lagi", banked: "Rekening bank diubah lagi"}[e.kind]
	if e.changedBy == "" {
		return what + "."
	}
	return what + " oleh " + e.changedBy + " pada " + e.changedAt.In(asof.Zone()).Format("02-01-2006") + "."
}

func addedSince(kind effectKind) string {
	return "Ada " + effectWords[kind] + " lain yang ditambahkan kemudian."
}
