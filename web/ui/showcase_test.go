package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pilar/web/ui/showcase"
)

// kit is what the package ui offers, as its source says.
type kit struct {
	pieces    map[string]bool            // what renders itself, stands around others, or makes a component
	options   map[string]map[string]bool // the exported fields of each struct
	constants map[string]bool
}

// shown is what the source of the showcase makes use of.
type shown struct {
	names    map[string]bool            // ui.Name
	fields   map[string]map[string]bool // of each struct, those that its literals set
	assigned map[string]bool            // those that are set afterwards, of whichever struct
}

func parse(t *testing.T, folder string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func readKit(t *testing.T) kit {
	t.Helper()
	k := kit{map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}}
	for _, f := range parse(t, ".") {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				k.readFunc(d)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					k.readSpec(d.Tok, s)
				}
			}
		}
	}
	return k
}

func (k kit) readFunc(d *ast.FuncDecl) {
	switch {
	case !d.Name.IsExported():
	case d.Recv == nil && returnsComponent(d.Type):
		k.pieces[d.Name.Name] = true
	case d.Recv != nil && (d.Name.Name == "Render" || d.Name.Name == "With"):
		k.pieces[named(d.Recv.List[0].Type)] = true
	}
}

func (k kit) readSpec(tok token.Token, s ast.Spec) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if tok == token.CONST && n.IsExported() && s.Type != nil {
				k.constants[n.Name] = true
			}
		}
	case *ast.TypeSpec:
		fields, isStruct := s.Type.(*ast.StructType)
		if !isStruct || !s.Name.IsExported() {
			return
		}
		k.options[s.Name.Name] = map[string]bool{}
		for _, f := range fields.Fields.List {
			for _, n := range f.Names {
				k.options[s.Name.Name][n.Name] = true
			}
		}
	}
}

func returnsComponent(f *ast.FuncType) bool {
	if f.Results == nil || len(f.Results.List) != 1 {
		return false
	}
	s, ok := f.Results.List[0].Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Component"
}

// named is the name of a type without its package, pointer, slice and parameters.
func named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return named(e.X)
	case *ast.StarExpr:
		return named(e.X)
	case *ast.ArrayType:
		return named(e.Elt)
	}
	return ""
}

func readShowcase(t *testing.T) shown {
	t.Helper()
	s := shown{map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}}
	for _, f := range parse(t, "showcase") {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "ui" {
					s.names[n.Sel.Name] = true
				}
			case *ast.CompositeLit:
				s.note(named(n.Type), n)
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if x, ok := left.(*ast.SelectorExpr); ok {
						s.assigned[x.Sel.Name] = true
					}
				}
			}
			return true
		})
	}
	return s
}

// note notes the fields that a literal sets; the elements of a slice leave their type out.
func (s shown) note(name string, lit *ast.CompositeLit) {
	if s.fields[name] == nil {
		s.fields[name] = map[string]bool{}
	}
	for _, e := range lit.Elts {
		switch e := e.(type) {
		case *ast.KeyValueExpr:
			if key, ok := e.Key.(*ast.Ident); ok {
				s.fields[name][key.Name] = true
			}
		case *ast.CompositeLit:
			if e.Type == nil {
				s.note(name, e)
			}
		}
	}
}

// elsewhere are the structs of the layout, which stand around the showcase: chrome in layout_test.go sets them.
var elsewhere = []string{"Chrome", "MenuItem", "Crumb"}

// Who adds a piece, an option of a piece or a constant adds it to the showcase, too: then it is looked at in a browser, has
// a golden file and stands on /pengaturan/gaya.
func TestShowcaseIsComplete(t *testing.T) {
	k, s := readKit(t), readShowcase(t)
	if len(k.pieces) < 40 || len(k.constants) < 30 {
		t.Fatalf("only %d pieces and %d constants were found", len(k.pieces), len(k.constants))
	}
	named := map[string]bool{}
	for _, c := range showcase.Chapters() {
		for _, p := range c.Pieces {
			if p.Title == "" || p.Use == "" || len(p.States) == 0 {
				t.Errorf("%v says too little", p.Names)
			}
			for _, n := range p.Names {
				named[n] = true
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(k.pieces)) {
		if !named[n] {
			t.Errorf("ui.%s stands on no piece of the showcase: add it to web/ui/showcase", n)
		}
		if !s.names[n] && n != "Page" && n != "Plain" { // these stand around the page itself
			t.Errorf("ui.%s is named in the showcase but not shown", n)
		}
	}
	for n := range named {
		if !k.pieces[n] {
			t.Errorf("the showcase names ui.%s, which is no piece of the kit", n)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(k.constants)) {
		if !s.names[n] {
			t.Errorf("the showcase shows nothing with ui.%s", n)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(k.options)) {
		for _, f := range slices.Sorted(maps.Keys(k.options[n])) {
			if !s.fields[n][f] && !s.assigned[f] && !slices.Contains(elsewhere, n) {
				t.Errorf("the showcase never sets %s of ui.%s", f, n)
			}
		}
	}
}

func TestStatesHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range showcase.States() {
		if seen[s.Name] || s.Name == "" || s.Title == "" || s.View == nil {
			t.Errorf("state %q of title %q: a name twice, or something missing", s.Name, s.Title)
		}
		seen[s.Name] = true
	}
}
