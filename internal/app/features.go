package app

import (
	"context"

	"github.com/go-chi/chi/v5"

	"pilar/internal/account"
	"pilar/internal/account/accountweb"
	"pilar/internal/audit"
	"pilar/internal/audit/auditweb"
	"pilar/internal/backup"
	"pilar/internal/cadre"
	"pilar/internal/cadre/cadreweb"
	"pilar/internal/certification"
	"pilar/internal/guide/guideweb"
	"pilar/internal/importer"
	"pilar/internal/importer/importerweb"
	"pilar/internal/installation"
	"pilar/internal/installation/installationweb"
	"pilar/internal/region"
	"pilar/internal/report"
	"pilar/internal/report/reportweb"
	"pilar/internal/setting"
	"pilar/internal/setting/settingweb"
	"pilar/internal/worker"
	"pilar/internal/worker/workerweb"
)

// newestEntries is how many entries of the trail stand on an account's page.
const newestEntries = 200

// features mounts the pages of every feature. Accounts is the one store of the process: it bounds how many passwords are
// hashed at once.
func features(r chi.Router, c Config, accounts *account.Store) {
	regions := region.NewStore(c.Pool, c.Keys)
	cadres := cadre.NewStore(c.Pool, c.Keys)
	settings := setting.NewStore(c.Pool, c.Keys)
	certificates := certification.NewStore(c.Pool, c.Keys)
	reports := report.NewStore(c.Pool, c.Keys)

	accountweb.Routes(r, accountweb.Stores{Accounts: accounts, Regions: regions,
		History: func(ctx context.Context, id int64) ([]audit.Entry, error) {
			return audit.Of(ctx, c.Pool, c.Keys, string(audit.Account), id, newestEntries)
		}})
	workers := worker.NewStore(c.Pool, c.Keys)
	reportweb.Routes(r, reportweb.Stores{Reports: reports, Regions: regions, Cadres: cadres})
	workerweb.Routes(r, workerweb.Stores{
		Workers:  workers,
		Reports:  reports,
		Regions:  regions,
		Cadres:   cadres,
		Prefixes: settings.Prefixes,
	})
	imports := importer.NewStore(c.Pool, c.Keys)
	if c.Queue != nil {
		imports = imports.WithQueue(c.Queue)
	}
	importerweb.Routes(r, importerweb.Stores{Imports: imports, Workers: workers, Regions: regions, Cadres: cadres})
	cadreweb.Routes(r, cadres, regions)
	auditweb.Routes(r, auditweb.Stores{Trail: audit.NewStore(c.Pool, c.Keys), Regions: regions, Cadres: cadres, Certificates: certificates})
	settingweb.Routes(r, settings, cadres)
	installationweb.Routes(r, installationweb.Sources{
		Place:    c.Place,
		Keys:     c.Keys,
		Database: installation.NewStore(c.Pool),
		Backups:  backup.NewStore(c.Pool, c.Keys),
		Trail:    audit.NewStore(c.Pool, c.Keys),
	})
	guideweb.Routes(r)
}
