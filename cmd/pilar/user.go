package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"pilar/internal/account"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/web/link"
)

// users is `pilar user`: add, reset, list.
func users(ctx context.Context, p *program, args []string) error {
	verbs := map[string]func(context.Context, *program, []string) error{"add": addUser, "reset": resetUser, "list": listUsers}
	if len(args) == 0 || verbs[args[0]] == nil {
		return usageError{"user takes add, reset or list"}
	}
	return verbs[args[0]](ctx, p, args[1:])
}

// by is who a command acts for: --as, or the operating system's user.
type by struct{ login string }

func byFlag(f *flag.FlagSet) *by {
	b := &by{}
	f.StringVar(&b.login, "as", "", "`LOGIN` of the account that acts; absent: the system")
	return b
}

// account returns the acting account and how the trail names it. Without --as the account is nil: the system may do
// everything. An account that is closed or lacks the permission is refused.
func (b by) account(ctx context.Context, accounts *account.Store, needs account.Permission) (audit.Actor, *account.Account, error) {
	if b.login == "" {
		return system(), nil, nil
	}
	a, err := accounts.ByLogin(ctx, b.login)
	switch {
	case errors.Is(err, fault.NotFound{}):
		return audit.Actor{}, nil, fmt.Errorf("there is no account %q for --as", b.login)
	case err != nil:
		return audit.Actor{}, nil, err
	case a.Closed(time.Now()) != "":
		return audit.Actor{}, nil, fmt.Errorf("the account %q is closed", a.Login)
	case !a.May(needs):
		return audit.Actor{}, nil, fmt.Errorf("the account %q may not do this: its role lacks %q", a.Login, needs)
	}
	return audit.Actor{ID: a.ID, Name: a.Name}, &a, nil
}

func addUser(ctx context.Context, p *program, args []string) error {
	f := p.flags("user add LOGIN")
	name := f.String("name", "", "full `NAME`")
	role := f.String("role", "", "one `ROLE` of "+roleCodes())
	ends := f.String("ends-on", "", "last `DATE` the account can be used; pemeriksa must have one")
	kecamatan := f.String("kecamatan", "", "`CODES` of the kecamatan it is limited to, separated by commas; absent: all")
	invited := f.Bool("invite", false, "make no password, and print a link with which its owner chooses one")
	typed, as := passwordFlag(f), byFlag(f)
	words, err := parse(f, args, 1, 1)
	if err != nil {
		return err
	}
	last, err := dateFlag("ends-on", *ends)
	if err != nil {
		return err
	}
	password, shown, err := p.password(*typed)
	if err != nil {
		return err
	}
	n := account.New{Login: words[0], Name: *name, Role: account.Role(*role), Password: password, EndsOn: last}
	if *kecamatan != "" {
		n.Kecamatan = strings.Split(*kecamatan, ",")
	}
	return p.withAccounts(ctx, *as, func(accounts *account.Store, by audit.Actor) error {
		if *invited {
			_, token, err := accounts.Invite(ctx, by, time.Now(), n)
			if err != nil {
				return inWords(err)
			}
			fmt.Fprintf(p.stdout, "The account %s was made. Its owner chooses a password at the site's address, once, within 3 days:\n  %s\n",
				account.NormalLogin(n.Login), link.Invitation(token))
			return nil
		}
		if _, err := accounts.Create(ctx, by, time.Now(), n); err != nil {
			return inWords(err)
		}
		fmt.Fprintf(p.stdout, "The account %s was made.\n%s", account.NormalLogin(n.Login), shown)
		return nil
	})
}

func resetUser(ctx context.Context, p *program, args []string) error {
	f := p.flags("user reset LOGIN")
	typed, as := passwordFlag(f), byFlag(f)
	words, err := parse(f, args, 1, 1)
	if err != nil {
		return err
	}
	password, shown, err := p.password(*typed)
	if err != nil {
		return err
	}
	return p.withAccounts(ctx, *as, func(accounts *account.Store, by audit.Actor) error {
		err := accounts.Reset(ctx, by, words[0], password)
		if errors.Is(err, fault.NotFound{}) {
			return fmt.Errorf("there is no account %q", words[0])
		}
		if err != nil {
			return inWords(err)
		}
		fmt.Fprintf(p.stdout, "The account %s has another password; its sessions were ended.\n%s", words[0], shown)
		return nil
	})
}

func listUsers(ctx context.Context, p *program, args []string) error {
	f := p.flags("user list")
	as := byFlag(f)
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	return p.withAccounts(ctx, *as, func(accounts *account.Store, _ audit.Actor) error {
		all, err := accounts.All(ctx, time.Now())
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "LOGIN\tNAME\tROLE\tKECAMATAN\tENDS ON\tSTATE")
		for _, a := range all {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Login, a.Name, a.Role, or(strings.Join(a.Kecamatan, ","), "all"), endOf(a.Account), state(a))
		}
		return t.Flush()
	})
}

// withAccounts opens the database for a command on accounts, which only an administrator may give with --as.
func (p *program) withAccounts(ctx context.Context, as by, do func(*account.Store, audit.Actor) error) error {
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	actor, _, err := as.account(ctx, db.accounts, account.Admin)
	if err == nil {
		err = do(db.accounts, actor)
	}
	return errors.Join(err, db.close())
}

func passwordFlag(f *flag.FlagSet) *bool {
	return f.Bool("password-stdin", false, "read the password from standard input; absent: make one and print it once")
}

// password returns the password to set, and what to print of it: a made one is shown once, a given one never.
func (p *program) password(given bool) (password, shown string, err error) {
	if !given {
		password = account.GeneratedPassword()
		return password, "Its password, shown this once: " + password + "\n", nil
	}
	line, err := bufio.NewReader(io.LimitReader(p.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), "", nil
}

func dateFlag(name, text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	d, problem := check.Date(text)
	if problem != nil || d.IsZero() {
		return nil, usageError{fmt.Sprintf("--%s %q is no date: write 2026-12-31 or 31-12-2026", name, text)}
	}
	return &d, nil
}

// inWords turns refused fields into one error with each field's sentence.
func inWords(err error) error {
	bad, ok := errors.AsType[fault.Invalid](err)
	if !ok {
		return err
	}
	var lines []error
	for _, field := range slices.Sorted(maps.Keys(bad)) {
		lines = append(lines, fmt.Errorf("%s: %s", field, bad[field]))
	}
	return errors.Join(lines...)
}

func roleCodes() string {
	var codes []string
	for _, r := range account.Roles() {
		codes = append(codes, string(r))
	}
	return strings.Join(codes, ", ")
}

func endOf(a account.Account) string {
	if a.EndsOn == nil {
		return "-"
	}
	return a.EndsOn.Format(time.DateOnly)
}

// state is an account's, in the words of the screen.
func state(a account.Record) string {
	if a.Demo {
		return string(a.State) + ", peragaan"
	}
	return string(a.State)
}
