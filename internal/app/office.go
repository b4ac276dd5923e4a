package app

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"pilar/internal/asof"
	"pilar/internal/setting"
	"pilar/internal/site"
)

// office remembers for a few seconds the settings that every page follows: those that stand on it, and the time zone.
type office struct {
	settings *setting.Store
	mu       sync.Mutex
	last     site.Office
	until    time.Time
}

// officeFresh bounds how long another process's change goes unnoticed; this one's shows at once.
const officeFresh = 5 * time.Second

func newOffice(settings *setting.Store) *office {
	return &office{settings: settings, last: site.Office{Name: "Dinas Sosial"}}
}

// get returns the settings; where they can't be read, those last known together with the error.
func (o *office) get(ctx context.Context) (site.Office, error) {
	last, fresh := o.known()
	if fresh {
		return last, nil
	}
	all, err := o.settings.All(ctx)
	if err != nil {
		return last, err
	}
	asof.SetZone(all[setting.OfficeZone].Value)
	now := site.Office{Name: all[setting.OfficeName].Value, Accent: all[setting.OfficeAccent].Value, Logo: all[setting.Logo].Value}
	if text := all[setting.Letterhead].Value; text != "" {
		now.Letterhead = strings.Split(text, "\n")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last, o.until = now, time.Now().Add(officeFresh)
	return now, nil
}

func (o *office) known() (last site.Office, fresh bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.last, time.Now().Before(o.until)
}

// around is a layer that knows the settings before a request reckons with the day, and asks anew once somebody has written.
func (o *office) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = o.get(r.Context()) // whoever makes the page asks again, and complains
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.until = time.Time{}
		}
	})
}
