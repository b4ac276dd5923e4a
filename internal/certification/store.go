package certification

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
	"pilar/internal/fault"
	"pilar/internal/postgres"
	"pilar/internal/seal"
)

// Store keeps schemes and certificates.
type Store struct {
	db   postgres.DB
	keys *seal.Keys
}

// NewStore returns a Store on a pool or within a transaction.
func NewStore(db postgres.DB, keys *seal.Keys) *Store { return &Store{db, keys} }

// SchemeFor returns the version, valid on a day, of the scheme by which a cadre is certified as a rule; fault.NotFound
// where the cadre has none.
func (s *Store) SchemeFor(ctx context.Context, cadre string, on time.Time) (SchemeVersion, error) {
	rows, _ := s.db.Query(ctx, `
		SELECT v.id, v.scheme, sch.name, v.legal_basis, coalesce(v.months, 0) AS months
		FROM scheme_cadre sc
		JOIN scheme_version v ON v.scheme = sc.scheme AND v.valid @> $2::date
		JOIN scheme sch ON sch.code = v.scheme
		WHERE sc.cadre = $1
		  AND sc.is_default`, cadre, on)
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[SchemeVersion])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, fault.NotFound{}
	}
	return v, err
}

// Certifiers returns the names of all certifiers by code, those no longer active too.
func (s *Store) Certifiers(ctx context.Context) (map[string]string, error) {
	rows, _ := s.db.Query(ctx, `SELECT code, name FROM certifier`)
	names := map[string]string{}
	var code, name string
	_, err := pgx.ForEachRow(rows, []any{&code, &name}, func() error {
		names[code] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the certifiers: %w", err)
	}
	return names, nil
}

// Issue records a certificate and returns its id. fault.Invalid where a rule is broken, or where its certifier has given
// that number already.
func (s *Store) Issue(ctx context.Context, by audit.Actor, c Certificate) (int64, error) {
	if err := c.Check().Or(); err != nil {
		return 0, err
	}
	var id int64
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var renews *int64
		if c.Renews != 0 {
			renews = &c.Renews
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO certificate (worker, scheme_version, certifier, number, signed_on, valid_until, renews)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			RETURNING id`, c.Worker, c.SchemeVersion, c.Certifier, c.Number, c.SignedOn, c.ValidUntil, renews).Scan(&id)
		if err != nil {
			return fmt.Errorf("insert a certificate: %w", err)
		}
		return s.record(ctx, tx, by, c.Worker, audit.CertificateIssued, "", c.Changes())
	})
	if postgres.Violates(err, "certificate_number_key") {
		return 0, fault.Invalid{"number": "Nomor sertifikat ini sudah dipakai oleh lembaga yang sama. Periksa nomornya."}
	}
	return id, err
}

// Void takes back the record of a certificate that was entered by mistake, with the reason. It is not a revocation.
// fault.NotFound where there is no live one.
func (s *Store) Void(ctx context.Context, by audit.Actor, id int64, reason string) error {
	return audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var worker int64
		var number string
		err := tx.QueryRow(ctx, `
			UPDATE certificate
			SET voided_at = pilar_at(), voided_by = pilar_actor(), void_reason = $2
			WHERE id = $1
			  AND voided_at IS NULL
			RETURNING worker, number`, id, reason).Scan(&worker, &number)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound{}
		}
		if err != nil {
			return fmt.Errorf("void a certificate: %w", err)
		}
		return s.record(ctx, tx, by, worker, audit.CertificateVoided, reason, []audit.Change{{Field: "Nomor sertifikat", Before: number}})
	})
}

// Revoke records that the certifier took a certificate back from a day on. fault.Invalid without a reason, or where it is
// revoked already.
func (s *Store) Revoke(ctx context.Context, by audit.Actor, id int64, on time.Time, reason string) error {
	if reason == "" {
		return fault.Invalid{"reason": "Alasan pencabutan belum ditulis."}
	}
	err := audit.Write(ctx, s.db, by, func(tx pgx.Tx) error {
		var worker int64
		var number string
		err := tx.QueryRow(ctx, `SELECT worker, number FROM certificate WHERE id = $1 AND voided_at IS NULL`, id).Scan(&worker, &number)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound{}
		}
		if err != nil {
			return fmt.Errorf("find a certificate: %w", err)
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO certificate_revocation (certificate, revoked_on, reason)
			VALUES ($1, $2, $3)`, id, on, reason)
		if err != nil {
			return fmt.Errorf("insert a revocation: %w", err)
		}
		return s.record(ctx, tx, by, worker, audit.CertificateRevoked, reason, []audit.Change{
			{Field: "Nomor sertifikat", After: number},
			{Field: "Dicabut sejak", After: on.Format("02-01-2006")},
		})
	})
	if postgres.Violates(err, "certificate_revocation_key") {
		return fault.Invalid{"on": "Sertifikat ini sudah tercatat dicabut."}
	}
	return err
}

// record adds to the trail of the worker whose certificate it is.
func (s *Store) record(ctx context.Context, tx pgx.Tx, by audit.Actor, worker int64, verb audit.Verb, reason string, changes []audit.Change) error {
	var name string
	if err := tx.QueryRow(ctx, `SELECT name FROM worker WHERE id = $1`, worker).Scan(&name); err != nil {
		return fmt.Errorf("find whose certificate it is: %w", err)
	}
	return audit.Record(ctx, tx, s.keys, by, audit.Entry{Verb: verb, SubjectKind: "worker", SubjectID: worker,
		SubjectName: name, Changes: changes, Reason: reason})
}

// OfWorker returns the live certificates of a worker, the latest first.
func (s *Store) OfWorker(ctx context.Context, worker int64) ([]Certificate, error) {
	b := postgres.Steady(s.db)
	certificates := QueueOfWorker(b, worker)
	err := postgres.Send(ctx, s.db, b)
	return *certificates, err
}

// QueueOfWorker is OfWorker as a part of a batch: the certificates are there once it was sent.
func QueueOfWorker(b *pgx.Batch, worker int64) *[]Certificate {
	var certificates []Certificate
	postgres.Gather(b, &certificates, scanCertificate, `
		SELECT c.id, c.worker, c.scheme_version, sch.name, c.certifier, f.name, c.number, c.signed_on, c.valid_until,
		       coalesce(c.renews, 0), r.revoked_on, coalesce(r.reason, '')
		FROM certificate c
		JOIN scheme_version v ON v.id = c.scheme_version
		JOIN scheme sch ON sch.code = v.scheme
		JOIN certifier f ON f.code = c.certifier
		LEFT JOIN certificate_revocation r ON r.certificate = c.id AND r.voided_at IS NULL
		WHERE c.worker = $1
		  AND c.voided_at IS NULL
		ORDER BY c.signed_on DESC, c.id DESC`, worker)
	return &certificates
}

func scanCertificate(row pgx.CollectableRow) (Certificate, error) {
	var c Certificate
	var revoked *time.Time
	err := row.Scan(&c.ID, &c.Worker, &c.SchemeVersion, &c.Scheme, &c.Certifier, &c.CertifierName, &c.Number, &c.SignedOn,
		&c.ValidUntil, &c.Renews, &revoked, &c.RevokedReason)
	if revoked != nil {
		c.RevokedOn = *revoked
	}
	return c, err
}
