package journey

import (
	"testing"

	"pilar/internal/account"
	"pilar/web/link"
	"pilar/web/ui/uitest"
)

// What a slow line has to carry, at most.
const (
	mostHTML   = 100_000
	mostStatic = 60_000 // styles and scripts, compressed
)

func TestPagesAreSmall(t *testing.T) {
	t.Parallel()
	o := openOffice(t, district)
	b := o.As(t, account.Operator)
	s := o.some(t)
	for _, path := range []string{
		link.Home(), link.Workers(), query(link.WorkersQuery, "status", "semua"), query(link.WorkersQuery, "rangkap", "ya"), link.Formations(),
		query(link.FormationsQuery, "tanggal", "2000-01-01"), link.Worker(s.many), link.NewWorker(), link.Guide(),
	} {
		if n := len(b.Get(path).Body); n > mostHTML {
			t.Errorf("%s is %d bytes, the limit is %d", path, n, mostHTML)
		}
	}
	tab := o.as(t, "operator")
	tab.Navigate(o.URL + link.Workers())
	carried := uitest.Eval[int](tab, `Promise.all([...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(async (e) => {
		const r = await fetch(e.href || e.src, {cache: "reload"});
		await r.arrayBuffer();
		return performance.getEntriesByName(r.url).pop().encodedBodySize;
	})).then((sizes) => sizes.reduce((a, b) => a + b))`)
	if carried < 20_000 || carried > mostStatic {
		t.Errorf("styles and scripts are %d bytes on the line, the limit is %d", carried, mostStatic)
	}
}
