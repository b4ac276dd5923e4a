package audit

// Verb is what was done, as it stands in the trail; Words says it on the screen.
type Verb string

// What can be done to a record.
const (
	WorkerRegistered    Verb = "worker.registered"
	WorkerCorrected     Verb = "worker.corrected"
	WorkerVoided        Verb = "worker.voided"
	EngagementAdded     Verb = "engagement.added"
	EngagementCorrected Verb = "engagement.corrected"
	EngagementMoved     Verb = "engagement.moved"
	EngagementEnded     Verb = "engagement.ended"
	EngagementReopened  Verb = "engagement.reopened"
	EngagementVoided    Verb = "engagement.voided"
	EngagementRestored  Verb = "engagement.restored"
	EmploymentRecorded  Verb = "employment.recorded"
	EmploymentVoided    Verb = "employment.voided"
	EmploymentRestored  Verb = "employment.restored"
	BankRecorded        Verb = "bank_account.recorded"
	BankVoided          Verb = "bank_account.voided"
	BankRestored        Verb = "bank_account.restored"
	DecreeLinked        Verb = "decree.linked"
	CertificateIssued   Verb = "certificate.issued"
	CertificateVoided   Verb = "certificate.voided"
	CertificateRevoked  Verb = "certificate.revoked"
	PersonalShown       Verb = "personal.shown"
	ListExported        Verb = "list.exported"
	FormationSet        Verb = "formation.set"
	FormationCleared    Verb = "formation.cleared"
	RegionsLoaded       Verb = "regions.loaded"
	SettingChanged      Verb = "setting.changed"
	CadreAdded          Verb = "cadre.added"
	CadreChanged        Verb = "cadre.changed"
	CadreFieldAdded     Verb = "cadre_field.added"
	CadreFieldChanged   Verb = "cadre_field.changed"
	FormationEnded      Verb = "formation.ended"
	FileReceived        Verb = "file.received"
	FileImported        Verb = "file.imported"
	FileDiscarded       Verb = "file.discarded"
	FileUndone          Verb = "file.undone"
	MadeUp              Verb = "register.filled"
	AccountCreated      Verb = "account.created"
	AccountReset        Verb = "account.reset"
	AccountSignedIn     Verb = "account.signed_in"
	AccountInvited      Verb = "account.invited"
	AccountAccepted     Verb = "account.accepted"
	AccountLinked       Verb = "account.linked"
	AccountUnlinked     Verb = "account.unlinked"
	AccountRevised      Verb = "account.revised"
	AccountSuspended    Verb = "account.suspended"
	AccountReactivated  Verb = "account.reactivated"
	SessionsEnded       Verb = "account.sessions_ended"
	BackupTaken         Verb = "backup.taken"
	BackupProven        Verb = "backup.proven"
	BackupFailed        Verb = "backup.failed"
	BackupRestored      Verb = "backup.restored"
)

var words = map[Verb]string{
	WorkerRegistered:    "mendaftarkan",
	WorkerCorrected:     "memperbaiki data",
	WorkerVoided:        "membatalkan pendaftaran",
	EngagementAdded:     "menambahkan penugasan",
	EngagementCorrected: "memperbaiki penugasan",
	EngagementMoved:     "mencatat pindah tugas",
	EngagementEnded:     "mengakhiri penugasan",
	EngagementReopened:  "mengaktifkan kembali penugasan",
	EngagementVoided:    "membatalkan penugasan",
	EngagementRestored:  "mengembalikan penugasan",
	EmploymentRecorded:  "mencatat status kepegawaian",
	EmploymentVoided:    "membatalkan status kepegawaian",
	EmploymentRestored:  "mengembalikan status kepegawaian",
	BankRecorded:        "mencatat rekening bank",
	BankVoided:          "membatalkan rekening bank",
	BankRestored:        "mengembalikan rekening bank",
	DecreeLinked:        "mencatat SK",
	CertificateIssued:   "mencatat sertifikat",
	CertificateVoided:   "membatalkan catatan sertifikat",
	CertificateRevoked:  "mencatat pencabutan sertifikat",
	PersonalShown:       "membuka data pribadi",
	ListExported:        "mengekspor",
	FormationSet:        "menetapkan formasi",
	FormationCleared:    "mengosongkan formasi",
	RegionsLoaded:       "memuat wilayah",
	SettingChanged:      "mengubah pengaturan",
	CadreAdded:          "menambahkan jenis SDM",
	CadreChanged:        "mengubah jenis SDM",
	CadreFieldAdded:     "menambahkan isian jenis SDM",
	CadreFieldChanged:   "mengubah isian jenis SDM",
	FormationEnded:      "mengakhiri formasi",
	FileReceived:        "menerima berkas",
	FileImported:        "mengimpor berkas",
	FileDiscarded:       "membuang berkas",
	FileUndone:          "membatalkan impor",
	MadeUp:              "mengisi dengan data rekaan",
	AccountCreated:      "membuat akun",
	AccountReset:        "mengganti kata sandi",
	AccountSignedIn:     "masuk",
	AccountInvited:      "membuat tautan undangan",
	AccountAccepted:     "menerima undangan",
	AccountLinked:       "membuat tautan atur ulang kata sandi",
	AccountUnlinked:     "mencabut tautan kata sandi",
	AccountRevised:      "mengubah akun",
	AccountSuspended:    "menonaktifkan akun",
	AccountReactivated:  "mengaktifkan kembali akun",
	SessionsEnded:       "mengakhiri sesi",
	BackupTaken:         "membuat cadangan",
	BackupProven:        "memulihkan cadangan sebagai percobaan",
	BackupFailed:        "menemukan cadangan yang tidak dapat dipulihkan",
	BackupRestored:      "memulihkan data dari cadangan",
}

// Words returns the verb in Indonesian, as in "Siti <words>".
func (v Verb) Words() string {
	if w, ok := words[v]; ok {
		return w
	}
	return string(v)
}
