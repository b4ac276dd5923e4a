package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// variables are the names of all that readConfig asks the environment for.
func variables(t *testing.T) []string {
	t.Helper()
	var asked []string
	_, _ = readConfig(func(name string) string { // faults are of no interest: only what was asked
		if !slices.Contains(asked, name) {
			asked = append(asked, name)
		}
		return ""
	})
	if len(asked) < 5 {
		t.Fatalf("only %v were asked for", asked)
	}
	return asked
}

func TestEveryVariableIsDescribed(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range variables(t) {
		if !strings.Contains(environmentHelp, name) {
			t.Errorf("`pilar help` does not describe %s", name)
		}
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("README.md does not describe %s", name)
		}
	}
}

func TestAddressesFromFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const app, owner = "postgres://pilar_app:geheim@database/pilar", "postgres://pilar_owner:rahasia@database/pilar"
	appFile, ownerFile := write("app", app+"\n"), write("owner", "  "+owner+"?pool_max_conns=2\r\n")
	empty, odd, missing := write("empty", " \n"), write("odd", "geheim"), filepath.Join(dir, "missing")
	for name, c := range map[string]struct {
		env    map[string]string
		app    string
		owner  string
		faults []string // none: the configuration is good
	}{
		"both":                      {map[string]string{"DATABASE_URL_FILE": appFile, "DATABASE_OWNER_URL_FILE": ownerFile}, app, owner, nil},
		"one":                       {map[string]string{"DATABASE_URL_FILE": appFile}, app, app, nil},
		"mixed":                     {map[string]string{"DATABASE_URL": app, "DATABASE_OWNER_URL_FILE": ownerFile}, app, owner, nil},
		"twice":                     {map[string]string{"DATABASE_URL": app, "DATABASE_URL_FILE": appFile}, "", "", []string{"DATABASE_URL and DATABASE_URL_FILE are both set: set one"}},
		"owner alone":               {map[string]string{"DATABASE_OWNER_URL_FILE": ownerFile}, "", "", []string{"DATABASE_URL is not: set both"}},
		"empty, with an odd other":  {map[string]string{"DATABASE_URL_FILE": empty, "DATABASE_OWNER_URL_FILE": odd}, "", "", []string{"DATABASE_URL_FILE: " + empty + " is empty", "DATABASE_OWNER_URL_FILE is no PostgreSQL address"}},
		"missing, with a bad place": {map[string]string{"DATABASE_URL_FILE": missing, "PILAR_ADDR": "x"}, "", "", []string{"DATABASE_URL_FILE: open " + missing, "PILAR_ADDR=x"}},
	} {
		c.env["PILAR_DATA"] = dataDir(t)
		got, err := readConfig(func(name string) string { return c.env[name] })
		if len(c.faults) == 0 {
			if err != nil || got.databaseURL != c.app || got.ownerURL != c.owner {
				t.Errorf("%s: %q, %q (%v)", name, got.databaseURL, got.ownerURL, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: no fault", name)
			continue
		}
		lines := strings.Split(err.Error(), "\n")
		if len(lines) != len(c.faults) || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%s: %v", name, err)
		}
		for _, says := range c.faults {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v lacks %q", name, err, says)
			}
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	status, asked := http.StatusOK, ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		w.WriteHeader(status)
		_, _ = w.Write([]byte("schema version 3, this program needs 4\n"))
	}))
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"DATABASE_URL": "postgres://app@database/pilar", "PILAR_ADDR": "0.0.0.0:" + port}
	pilar(t, env, "", "health").want(t, exitDone, "ok", "")
	if asked != "/readyz" {
		t.Errorf("asked for %q", asked)
	}
	for _, host := range []string{"", "[::]", "127.0.0.1"} {
		env["PILAR_ADDR"] = host + ":" + port
		pilar(t, env, "", "health").want(t, exitDone, "ok", "")
	}
	status = http.StatusServiceUnavailable
	pilar(t, env, "", "health").want(t, exitRefused, "", "not ready: 503 schema version 3, this program needs 4")
	status = http.StatusFound // never followed: whoever answers so is not ready
	pilar(t, env, "", "health").want(t, exitRefused, "", "not ready: 302")
	s.Close()
	pilar(t, env, "", "health").want(t, exitRefused, "", "not reachable")
	pilar(t, env, "", "health", "now").want(t, exitUsage, "", "takes no further words")
}

func TestProxies(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"":                                       "[127.0.0.0/8 ::1/128]",
		"10.0.0.7":                               "[10.0.0.7/32]",
		" 10.0.0.7 , 172.31.217.9/24,fd00::1/64": "[10.0.0.7/32 172.31.217.0/24 fd00::/64]",
		"proxy.example":                          "",
		"10.0.0.7,":                              "",
		"10.0.0.7;10.0.0.8":                      "",
		"10.0.0.0/33":                            "",
		"0.0.0.0/0":                              "",
		"::/0":                                   "",
	} {
		env := map[string]string{"PILAR_PROXIES": list, "PILAR_DATA": dataDir(t)}
		got, err := readConfig(func(name string) string { return env[name] })
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "PILAR_PROXIES") {
				t.Errorf("%q: %v (%v)", list, got.proxies, err)
			}
			continue
		}
		if err != nil || fmt.Sprint(got.proxies) != want {
			t.Errorf("%q: %v (%v)", list, got.proxies, err)
		}
	}
}

func TestMetricsToken(t *testing.T) {
	t.Parallel()
	const token = "sebuah kata yang panjang sekali"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		value, file string
		want, fault string
	}{
		"none":  {},
		"value": {value: token, want: token},
		"file":  {file: file, want: token},
		"both":  {value: token, file: file, fault: "PILAR_METRICS_TOKEN and PILAR_METRICS_TOKEN_FILE are both set"},
		"short": {value: "rahasia", fault: "PILAR_METRICS_TOKEN is too short"},
	} {
		env := map[string]string{"PILAR_METRICS_TOKEN": c.value, "PILAR_METRICS_TOKEN_FILE": c.file, "PILAR_DATA": dataDir(t)}
		got, err := readConfig(func(name string) string { return env[name] })
		if c.fault == "" && (err != nil || got.token != c.want) {
			t.Errorf("%s: %q (%v)", name, got.token, err)
		}
		if c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "rahasia")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
