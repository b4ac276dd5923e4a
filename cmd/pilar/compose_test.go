package main

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// compose is docker-compose.yml, as far as it is used; anything else in it is refused.
type compose struct {
	Name     string
	Limits   yaml.Node `yaml:"x-limits"` // merged into the services
	Services map[string]service
	Secrets  map[string]struct{ File string }
	Configs  map[string]struct{ Content string }
	Volumes  map[string]struct{}
	Networks map[string]struct {
		IPAM struct{ Config []struct{ Subnet string } }
	}
}

type service struct {
	Image       string
	Build       string
	User        string
	Command     []string
	Profiles    []string
	WorkingDir  string `yaml:"working_dir"`
	Restart     string
	StopGrace   string   `yaml:"stop_grace_period"`
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Logging     struct {
		Driver  string
		Options map[string]string
	}
	Environment map[string]string
	Secrets     []string
	Configs     []struct{ Source, Target string }
	Ports       []string
	Volumes     []string
	Tmpfs       []string
	Healthcheck struct {
		Test        []string
		Interval    string
		Timeout     string
		StartPeriod string `yaml:"start_period"`
		Retries     int
		Disable     bool
	}
	DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
}

// pilars are the services that run this program.
var pilars = []string{"app", "migrate", "tools"}

func readCompose(t *testing.T) compose {
	t.Helper()
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if len(c.Services) != 4 {
		t.Fatalf("%d services", len(c.Services))
	}
	return c
}

func TestComposeSetsWhatTheProgramReads(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	known := variables(t)
	for _, name := range pilars {
		s := c.Services[name]
		for variable := range s.Environment {
			if !slices.Contains(known, variable) {
				t.Errorf("%s sets %s, which the program does not read", name, variable)
			}
		}
		if s.Image != "pilar" || s.Build != "." || len(s.Command) != 1 ||
			!slices.ContainsFunc(commands(), func(c command) bool { return c.name == s.Command[0] }) {
			t.Errorf("%s runs %q %q", name, s.Image, s.Command)
		}
	}
	for variable := range c.Services["app"].Environment {
		if strings.Contains(variable, "OWNER") {
			t.Errorf("the app is given %s: it could change the audit trail", variable)
		}
	}
	if got := c.Services["app"].Secrets; !slices.Equal(got, []string{"app_url"}) {
		t.Errorf("the app is given %v", got)
	}
}

func TestComposeHangsTogether(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	used := map[string]bool{}
	for name, s := range c.Services {
		for _, secret := range s.Secrets {
			used[secret] = true
			if got, want := c.Secrets[secret].File, "./secrets/"+secret+".txt"; got != want {
				t.Errorf("%s: the secret %s comes from %q, not %q", name, secret, got, want)
			}
		}
		for variable, value := range s.Environment {
			if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok && !slices.Contains(s.Secrets, secret) {
				t.Errorf("%s: %s names a secret that is not given to it", name, variable)
			}
			if strings.HasSuffix(variable, "_FILE") != strings.HasPrefix(value, "/run/secrets/") {
				t.Errorf("%s: %s=%s", name, variable, value)
			}
		}
		for _, config := range s.Configs {
			if c.Configs[config.Source].Content == "" {
				t.Errorf("%s: there is no config %s", name, config.Source)
			}
		}
		for _, volume := range s.Volumes {
			source, target, _ := strings.Cut(volume, ":")
			if source == "./backup" && target == s.WorkingDir {
				continue // backups lie where they can be carried away
			}
			if _, ok := c.Volumes[source]; !ok {
				t.Errorf("%s: there is no volume %s", name, source)
			}
		}
		for other, on := range s.DependsOn {
			needed, ok := c.Services[other]
			done := on.Condition == "service_completed_successfully" && needed.Restart == "no"
			healthy := on.Condition == "service_healthy" && len(needed.Healthcheck.Test) > 0
			if !ok || !done && !healthy {
				t.Errorf("%s waits for %s until %s", name, other, on.Condition)
			}
		}
	}
	for secret := range c.Secrets {
		if !used[secret] {
			t.Errorf("nobody uses the secret %s", secret)
		}
	}
	app := c.Services["app"]
	if len(app.DependsOn) != 2 || len(c.Services["migrate"].DependsOn) != 1 {
		t.Errorf("the app waits for %v", app.DependsOn)
	}
	if !slices.Contains(app.Volumes, "data:"+app.Environment["PILAR_DATA"]) {
		t.Errorf("the key in %s is not kept: %v", app.Environment["PILAR_DATA"], app.Volumes)
	}
	if net := c.Networks["default"].IPAM.Config; len(net) != 1 || app.Environment["PILAR_PROXIES"] != net[0].Subnet {
		t.Errorf("the app believes %q, the network is %v", app.Environment["PILAR_PROXIES"], net)
	}
	if tools := c.Services["tools"]; !slices.Contains(tools.Volumes, app.Volumes[0]) || len(tools.Volumes) != 2 || tools.Restart != "no" || len(tools.Profiles) != 1 {
		t.Errorf("the tools have %v, and are started with the rest: %v", tools.Volumes, tools.Profiles)
	}
	_, port, _ := strings.Cut(app.Environment["PILAR_ADDR"], ":")
	if len(app.Ports) != 1 || !strings.HasSuffix(app.Ports[0], ":"+port) {
		t.Errorf("published are %v, served is %s", app.Ports, port)
	}
}

func TestComposeGivesNoMoreThanNeeded(t *testing.T) {
	t.Parallel()
	for name, s := range readCompose(t).Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: read_only %v, cap_drop %v, security_opt %v", name, s.ReadOnly, s.CapDrop, s.SecurityOpt)
		}
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: other machines reach port %s", name, port)
			}
		}
		if s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "" {
			t.Errorf("%s: its log grows without end", name)
		}
		if s.Build == "" && !regexp.MustCompile(`^[a-z]+:\d+$`).MatchString(s.Image) {
			t.Errorf("%s: the image %s has no major version", name, s.Image)
		}
		if s.Build == "" && s.User == "" {
			t.Errorf("%s: runs as root", name)
		}
		if oneShot := s.Restart == "no"; !oneShot && (len(s.Healthcheck.Test) < 2 || s.Restart != "unless-stopped") {
			t.Errorf("%s: healthcheck %v, restart %q", name, s.Healthcheck.Test, s.Restart)
		}
	}
}

// With the secrets that the script makes, the program takes the environment of each service.
func TestComposeWithItsSecrets(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	dir := filepath.Join(t.TempDir(), "secrets")
	if out, err := exec.Command("sh", "../../deploy/secrets.sh", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	secret := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, filepath.Base(c.Secrets[name].File)))
		if err != nil {
			t.Error(err)
		}
		return strings.TrimSpace(string(text))
	}
	for _, name := range pilars {
		cfg, err := readConfig(func(variable string) string {
			value := c.Services[name].Environment[variable]
			if file, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
				return filepath.Join(dir, file+".txt")
			}
			return value
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		logins := map[string]string{cfg.databaseURL: "app"}
		if name != "app" {
			logins[cfg.ownerURL] = "owner"
		}
		for address, login := range logins {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			password, _ := u.User.Password()
			if _, ok := c.Services[u.Hostname()]; !ok || u.User.Username() != "pilar_"+login ||
				password != secret(login+"_password") || len(password) < 40 {
				t.Errorf("%s: the %s's address is not the database's", name, login)
			}
		}
	}
	if secret("app_password") == secret("owner_password") {
		t.Error("both logins have one password")
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v (%v)", info.Mode(), err)
	}
	before := secret("app_password")
	if err := exec.Command("sh", "../../deploy/secrets.sh", dir).Run(); err == nil || secret("app_password") != before {
		t.Errorf("a second run changes the secrets (%v)", err)
	}
	ignored, err := os.ReadFile("../../.gitignore")
	for _, folder := range []string{"/secrets/", "/backup/"} {
		if err != nil || !slices.Contains(strings.Split(string(ignored), "\n"), folder) {
			t.Errorf("%s is not ignored (%v)", folder, err)
		}
	}
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var first string
	final := map[string]string{} // of the last stage: instruction → its last words
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "FROM" {
			if first == "" {
				first = rest
			}
			clear(final)
		}
		final[word] = rest
	}
	if final["FROM"] != "scratch" {
		t.Errorf("the last stage stands on %q", final["FROM"])
	}
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(final["USER"]) {
		t.Errorf("it runs as %q: a number other than root's is wanted, for there is no list of users", final["USER"])
	}
	if final["ENTRYPOINT"] != `["/pilar"]` || final["CMD"] != `["serve"]` || !strings.HasSuffix(final["HEALTHCHECK"], `CMD ["/pilar", "health"]`) || final["RUN"] != "" {
		t.Errorf("the last stage: %v", final)
	}
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	if version == nil || first != "golang:"+string(version[1])+" AS build" {
		t.Errorf("it is built with %q, go.mod wants %s", first, version)
	}
}
