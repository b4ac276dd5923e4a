// Package app is the map of the site: the order of the layers every request passes, each group of routes, and who may
// enter it. Everything below is told what it stands on here; nothing reads the environment.
package app

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/guide/guideweb"
	"pilar/internal/importer"
	"pilar/internal/installation"
	"pilar/internal/keptform"
	"pilar/internal/keptform/keptformweb"
	"pilar/internal/metrics"
	"pilar/internal/seal"
	"pilar/internal/setting"
	"pilar/internal/setting/settingweb"
	"pilar/internal/site"
	"pilar/web/link"
	"pilar/web/static"
	"pilar/web/ui"
)

// Config is what the application stands on. Pool, Keys, Log and Metrics are needed.
type Config struct {
	Pool   *pgxpool.Pool // logged in as the role that serves
	Keys   *seal.Keys
	Log    *slog.Logger
	Clock  func() time.Time // nil: the machine's
	Demo   bool             // a demonstration: demo accounts may log in from this machine
	Secure bool             // browsers come by https alone
	// Proxies are the addresses whose word counts about whom they forward; without any, nobody's.
	Proxies []netip.Prefix
	Place   installation.Place // what /sistem tells of the machine
	Queue   importer.Queue     // has imports worked on in the background; nil: nobody does
	// Metrics measures the requests and shows its figures to whoever sits at this machine or brings the token; "" is none.
	Metrics      *metrics.Metrics
	MetricsToken string
}

// New returns the whole application.
func New(c Config) http.Handler { return routes(c) }

// menu is the site's menu; each holder of the permission sees the line.
var menu = []site.Entry{
	{MenuItem: ui.MenuItem{Label: "Beranda", URL: link.Home(), Icon: ui.IconHome}, Needs: account.RegisterRead},
	{MenuItem: ui.MenuItem{Label: "Data SDM", URL: link.Workers(), Icon: ui.IconPeople}, Needs: account.RegisterRead, Also: []string{"/penugasan"}},
	{MenuItem: ui.MenuItem{Label: "Impor", URL: link.Imports(), Icon: ui.IconImport}, Needs: account.RegisterWrite},
	{MenuItem: ui.MenuItem{Label: "Formasi", URL: link.Formations(), Icon: ui.IconTarget}, Needs: account.RegisterRead},
	{MenuItem: ui.MenuItem{Label: "Pengguna", URL: link.Accounts(), Icon: ui.IconAccount}, Needs: account.Admin},
	{MenuItem: ui.MenuItem{Label: "Jejak audit", URL: link.Audit(), Icon: ui.IconAudit}, Needs: account.AuditRead},
	{MenuItem: ui.MenuItem{Label: "Pengaturan", URL: link.Settings(), Icon: ui.IconSettings}, Needs: account.Admin},
	{MenuItem: ui.MenuItem{Label: "Sistem", URL: link.System(), Icon: ui.IconSystem}, Needs: account.Admin},
}

// routes is the site map. Below Session every route says who may enter: site.Require, SignedIn or Public.
func routes(c Config) chi.Router {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	accounts := account.NewStore(c.Pool, c.Keys)
	kept := keptform.NewStore(c.Pool, c.Keys)
	settings := setting.NewStore(c.Pool, c.Keys)
	office := newOffice(settings)
	system := system{c.Pool}
	s := site.New(site.Config{
		Accounts: accounts, Forms: audit.NewForms(c.Pool), Kept: kept, Log: c.Log, Clock: c.Clock, Menu: menu, Demo: c.Demo, Secure: c.Secure, Proxies: c.Proxies,
		Office: office.get, Settle: system.settle, Observe: c.Metrics.Request,
	})

	r := chi.NewRouter()
	r.Use(s.Visit, site.Headers, middleware.GetHead)
	public := r.With(site.Public)
	public.Get("/healthz", system.healthy)
	public.Get("/readyz", system.ready)
	public.Get("/metrics", operators(c.MetricsToken, c.Metrics))
	public.Get("/tema.css", theme)
	public.Get("/logo", settingweb.Logo(settings))
	public.Method(http.MethodGet, static.Prefix+"*", static.Handler())
	public.Method(http.MethodGet, guideweb.PicturesPrefix+"*", guideweb.Pictures())

	pages := chi.NewRouter()
	pages.Use(site.Readable, sameOrigin, office.around, s.Session)
	pages.NotFound(site.NotFound)
	pages.MethodNotAllowed(allowing(pages))
	keptformweb.Routes(pages, kept)
	features(pages, c, accounts)
	r.Mount("/", pages)
	return r
}
