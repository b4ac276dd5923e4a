package internal_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The architecture, executable: which of our packages may import which. README has the tree.

// features name the other features whose nouns they build on; everything else among features is sideways and refused.
var features = map[string][]string{
	"account":       nil,
	"setting":       nil,
	"keptform":      nil,
	"region":        nil,
	"cadre":         {"region"},
	"worker":        {"region", "cadre"},
	"certification": {"worker"},
	"report":        {"region", "cadre", "worker", "certification"},
	"guide":         nil,
	"importer":      {"region", "cadre", "worker", "setting"},
	"seed":          {"region", "cadre", "setting"},
	"backup":        {"setting"},
	"installation":  nil,
	"demo":          {"importer", "region", "cadre", "worker", "certification", "account", "seed", "report"},
}

// leaves are what any feature may stand on.
var leaves = []string{"fault", "postgres", "audit", "asof", "check", "seal", "sheet"}

// ground says what the packages below the features may import.
var ground = map[string][]string{
	"internal/fault":    nil,
	"internal/check":    nil,
	"internal/sheet":    nil,
	"internal/asof":     nil,
	"internal/seal":     nil,
	"internal/metrics":  nil,
	"internal/pgfetch":  nil,
	"internal/pgserver": {"internal/pgfetch"},
	"internal/audit":    {"internal/fault", "internal/postgres", "internal/seal"},
	"internal/postgres": {"internal/fault", "migrations"},
	"internal/job":      {"internal/postgres"},
	"migrations":        nil,
	"web/link":          nil,
	"web/static":        nil,
	"web/ui":            {"internal/asof", "web/link", "web/static"},
	"web/ui/showcase":   {"web/link", "web/static", "web/ui"},
	"docs":              nil,
}

// noPages may not know that there is a browser.
var noPages = []string{"net/http", "github.com/go-chi/chi/v5", "github.com/a-h/templ", "github.com/alexedwards/scs/v2"}

type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, "pilar/") }

func (p pkg) ours() []string {
	var ours []string
	for _, i := range p.Imports {
		if name, ok := strings.CutPrefix(i, "pilar/"); ok {
			ours = append(ours, name)
		}
	}
	return ours
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "pilar/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); seen++ {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		for _, fault := range trespasses(t, p) {
			t.Error(fault)
		}
	}
	if seen < 20 {
		t.Errorf("only %d packages were seen", seen)
	}
}

func trespasses(t *testing.T, p pkg) []string {
	var found []string
	refuse := func(imported, why string) {
		found = append(found, p.name()+" imports "+imported+": "+why)
	}
	feature := strings.TrimPrefix(p.name(), "internal/")
	_, isFeature := features[feature]
	for _, i := range p.ours() {
		allowed, isGround := ground[p.name()]
		switch {
		case isGround && !slices.Contains(allowed, i):
			refuse(i, "the ground stands on nothing above it")
		case isFeature && !featureMay(feature, i):
			refuse(i, "a feature stands on leaves and on the features named in imports_test.go")
		case isPages(p.name()) && isPages(i):
			refuse(i, "pages do not import other pages")
		case isPages(p.name()) && i == "internal/postgres":
			refuse(i, "pages ask Stores")
		}
	}
	if isFeature {
		for _, i := range noPages {
			if slices.Contains(p.Imports, i) {
				refuse(i, "a feature does not know that there is a browser")
			}
		}
		if slices.Contains(p.Imports, "github.com/jackc/pgx/v5") {
			found = append(found, outsideStore(t, p)...)
		}
	}
	if isPages(p.name()) && slices.Contains(p.Imports, "github.com/jackc/pgx/v5") {
		refuse("pgx", "pages ask Stores")
	}
	return found
}

func featureMay(feature, imported string) bool {
	name := strings.TrimPrefix(imported, "internal/")
	return slices.Contains(leaves, name) || slices.Contains(features[feature], name)
}

// isPages tells whether a package is the pages of a feature: internal/worker/workerweb.
func isPages(name string) bool {
	return strings.HasPrefix(name, "internal/") && path.Base(name) == path.Base(path.Dir(name))+"web"
}

// outsideStore finds files other than store*.go in which a feature speaks to the database.
// seed, demo and report are nothing but stores.
func outsideStore(t *testing.T, p pkg) []string {
	if slices.Contains([]string{"seed", "demo", "report"}, path.Base(p.name())) {
		return nil
	}
	var found []string
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.Trim(i.Path.Value, `"`) == "github.com/jackc/pgx/v5" && !strings.HasPrefix(file, "store") {
				found = append(found, p.name()+"/"+file+" imports pgx: only store*.go speaks to the database")
			}
		}
	}
	return found
}

func TestTrespassesAreFound(t *testing.T) {
	for _, p := range []pkg{
		{ImportPath: "pilar/internal/worker", Imports: []string{"pilar/internal/site"}},
		{ImportPath: "pilar/internal/worker", Imports: []string{"net/http"}},
		{ImportPath: "pilar/internal/region", Imports: []string{"pilar/internal/worker"}},
		{ImportPath: "pilar/internal/worker/workerweb", Imports: []string{"github.com/jackc/pgx/v5"}},
		{ImportPath: "pilar/internal/worker/workerweb", Imports: []string{"pilar/internal/report/reportweb"}},
		{ImportPath: "pilar/web/ui", Imports: []string{"pilar/internal/worker"}},
	} {
		if len(trespasses(t, p)) != 1 {
			t.Errorf("%s importing %v: want one refusal, got %q", p.ImportPath, p.Imports, trespasses(t, p))
		}
	}
}
