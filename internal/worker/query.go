package worker

import (
	"net/url"
	"strconv"
	"strings"
)

// ParseFilter reads what the address of a list chooses. Moment and limit are not in it: the site knows them.
// It is the inverse of Query. Certificates are a matter of those who serve, whatever status is asked for; words without
// a letter or a figure are none.
func ParseFilter(q url.Values) Filter {
	f := Filter{
		Words:     strings.TrimSpace(q.Get("nama")),
		Cadre:     q.Get("jenis"),
		Kecamatan: q.Get("kecamatan"),
		Desa:      q.Get("desa"),
		Status:    Status(q.Get("status")),
		Certified: Certified(q.Get("sertifikat")),
		NoStaff:   q.Get("staf") == "tanpa",
		Multiple:  q.Get("rangkap") == "ya",
		Sort:      Sort(q.Get("urut")),
		Cursor:    q.Get("lanjut"),
	}
	if nameKey(f.Words) == "" {
		f.Words = ""
	}
	if f.Certified != EitherWay {
		f.Status = Serving
	}
	if q.Get("orang") == "" {
		return f
	}
	f.IDs = []int64{} // nobody, where none of it is a number: not everybody
	for text := range strings.SplitSeq(q.Get("orang"), ",") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			f.IDs = append(f.IDs, id)
		}
	}
	return f
}

// nobody is how an address chooses no one.
const nobody = "-"

// Query returns the filter as it stands in an address: what a figure links to, and what a list is mailed as.
func (f Filter) Query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("nama", f.Words)
	set("jenis", f.Cadre)
	set("kecamatan", f.Kecamatan)
	set("desa", f.Desa)
	set("status", string(f.Status))
	set("sertifikat", string(f.Certified))
	set("urut", string(f.Sort))
	set("lanjut", f.Cursor)
	if f.NoStaff {
		q.Set("staf", "tanpa")
	}
	if f.Multiple {
		q.Set("rangkap", "ya")
	}
	ids := column(f.IDs, func(id int64) string { return strconv.FormatInt(id, 10) })
	set("orang", strings.Join(ids, ","))
	if f.IDs != nil && len(ids) == 0 {
		q.Set("orang", nobody)
	}
	return q
}
