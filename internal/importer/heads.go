package importer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pilar/internal/cadre"
	"pilar/internal/check"
)

// Column is what a column of a file holds. A cadre's own fields are "field." and their key.
type Column string

// The columns that are recognised.
const (
	Ordinal       Column = "ordinal"
	Name          Column = "name" // perhaps with NIP or NIK below it
	NIK           Column = "nik"
	KK            Column = "kk"
	NPWP          Column = "npwp"
	Sex           Column = "sex"
	Male          Column = "male" // a mark in this column means so
	Female        Column = "female"
	Birth         Column = "birth" // place and date
	BirthPlace    Column = "birth_place"
	BirthDate     Column = "birth_date" // or only the day of the month, where the two that follow stand beside it
	BirthMonth    Column = "birth_month"
	BirthYear     Column = "birth_year"
	Address       Column = "address"
	RT            Column = "rt"
	RW            Column = "rw"
	RTRW          Column = "rt_rw"
	Kecamatan     Column = "kecamatan"
	Desa          Column = "desa"
	Place         Column = "place" // kecamatan and desa, or either
	DutyKecamatan Column = "duty_kecamatan"
	DutyDesa      Column = "duty_desa"
	DutyPlace     Column = "duty_place"
	HomeKecamatan Column = "home_kecamatan"
	HomeDesa      Column = "home_desa"
	Education     Column = "education"
	Phone         Column = "phone"
	Email         Column = "email"
	DecreeBoth    Column = "decree" // number and date
	DecreeNumber  Column = "decree_number"
	DecreeDate    Column = "decree_date"
	Start         Column = "start"      // TMT: a date or a year
	StartYear     Column = "start_year" // the same, in a file that has both
	Member        Column = "member"
	NIP           Column = "nip"
	Status        Column = "status"
	Grade         Column = "grade"
	Position      Column = "position"
	Unit          Column = "unit"
	Bank          Column = "bank"
	Account       Column = "account"
	Holder        Column = "holder"
	Remark        Column = "remark"
	WorkerID      Column = "worker_id" // the person's number in the register; only a list that Pilar wrote has it
	Roles         Column = "roles"     // of such a list: the cadres a person serves in
	Unread        Column = "unread"    // what Pilar wrote to be read by people alone

	fieldPrefix = "field."
	levelField  = fieldPrefix + "jenjang"
	positionKey = "jabatan" // of a field that a column for the position fills, too
)

// dictionary holds the words that offices write over columns. Words that mean the same (tanggal, tgl) and words that say
// nothing (lengkap, terakhir, the cadres' names) are dealt with before a head is looked up here, and so are case, marks and
// the order of the words.
var dictionary = map[Column]string{
	Ordinal: `no, no urut, urut, nu, no baris`,
	Name: `nama, nama sk, nama ktp, nama ktp kk, name, nama nip, nama nik, nama no ktp, nama nip gol, nama nip pangkat, nama nip pangkat gol, nama ni pppk,
		nama nip pppk, nama nip pangkat gol ruang, nama nip nik, full name`,
	NIK: `nik, no nik, ktp, no ktp, nik ktp, no nik ktp, no induk kependudukan, no induk kependudukan nik, no induk kependudukan ktp, e ktp, no e ktp,
		nik e ktp, no identitas, no identitas ktp, no identitas kependudukan, no kartu tanda penduduk, no induk penduduk, no nik e ktp, no ktp el, ektp, no ektp, id ktp, no ktp sim, national id, national id no, id national, no ktp elektronik, ktp elektronik, no ktp penduduk, no induk ktp, ktp el, ktp penduduk`,
	KK:   `kk, no kk, no kartu keluarga, kartu keluarga, no kk kartu keluarga`,
	NPWP: `npwp, no npwp, no pokok wajib pajak`,
	Sex: `jk, jenis kelamin, kelamin, l p, jk l p, jenis kelamin l p, jns kelamin, jns kelamin l p, gender, sex, j k, j k l p, jenis kel, kel l p, lk pr, l p jenis kelamin jk, jenkel, jen kel, jen kelamin, gender l p,
		jenis kelamin jk, laki laki perempuan, jenis kelamin laki laki perempuan, l p jns kel, jns kel, pria wanita`,
	Male:       `l, lk, laki laki, laki, pria, jk l, jenis kelamin l, jenis kelamin lk, jenis kelamin laki laki, jenis kelamin pria, jk lk, jk laki laki`,
	Female:     `p, pr, perempuan, wanita, jk p, jenis kelamin p, jenis kelamin pr, jenis kelamin perempuan, jenis kelamin wanita, jk pr, jk perempuan`,
	Birth:      `tempat tgl lahir, ttl, kota tgl lahir, place date birth, tempat lahir tgl lahir, tempat tgl, lahir, tempat tgl bulan thn lahir, t t l, tempat tgl lahir ttl`,
	BirthPlace: `tempat lahir, kota lahir, kab lahir, kota kab lahir, tempat lahir kab kota, place birth, birthplace`,
	BirthDate:  `tgl lahir, tgl bulan thn lahir, tgl bln thn lahir, birth date, tgl lahir tgl bln thn, dob, birthdate`,
	Address: `alamat, alamat rumah, alamat ktp, alamat domisili, alamat tinggal, alamat tempat tinggal, alamat jalan, alamat kampung, kampung, dusun,
		kp, jalan, domisili, tempat tinggal, alamat kp, alamat dusun, alamat jalan kampung, alamat ktp domisili, kampung jalan, jalan kampung, kp jl, kp jalan, alamat rt rw kampung`,
	RT: `rt, alamat rt`, RW: `rw, alamat rw`, RTRW: `rt rw, alamat rt rw`,
	Kecamatan: `kec, nama kec, kode kec, kec asal, asal kec, kecmatan, kecamtan, district, sub district, subdistrict`,
	Desa:      `desa, nama desa, kode desa, desa asal, asal desa, village`,
	Place:     `kec desa, desa kec, nama desa kec`,
	DutyKecamatan: `kec tugas, kec wilayah tugas, kec penugasan, kec dampingan, kec wilayah dampingan, kec lokasi tugas, kec tempat tugas, kec wilayah kerja,
		kec binaan, kec wilayah binaan, kec wilker, kec bertugas, kec tempat bertugas, kec lokasi, kec daerah tugas, kec kerja, kec lokasi dampingan, kec wilayah, kec alamat tugas, kec penempatan`,
	DutyDesa: `desa tugas, desa wilayah tugas, desa penugasan, desa dampingan, desa wilayah dampingan, desa lokasi tugas, desa tempat tugas,
		desa wilayah kerja, desa binaan, desa wilayah binaan, desa wilker, desa bertugas, desa tempat bertugas, desa lokasi, desa daerah tugas, desa kerja, desa wilayah, desa alamat tugas, desa penempatan`,
	DutyPlace: `wilayah tugas, lokasi tugas, tempat tugas, daerah tugas, wilayah kerja, wilayah dampingan, wilayah binaan, lokasi penugasan,
		wilayah penugasan, wilker, lokasi dampingan, lokasi kerja, daerah binaan, dampingan, tempat penugasan, alamat tugas, tempat bertugas, wilayah, lokasi,
		penempatan, lokasi penempatan, kec desa tugas, kec desa dampingan, kec desa binaan, desa kec tugas, wilayah penempatan, desa binaan kec, kec desa wilayah tugas, penempatan tugas, lokus, tempat wilayah tugas, kec desa wilayah kerja`,
	HomeKecamatan: `kec domisili, kec alamat, kec tempat tinggal, kec tinggal, kec rumah, kec ktp, kec alamat domisili, kec alamat rumah, kec alamat tempat tinggal, kec alamat ktp, kec alamat tinggal`,
	HomeDesa:      `desa domisili, desa alamat, desa tempat tinggal, desa tinggal, desa rumah, desa ktp, desa alamat domisili, desa alamat rumah, desa alamat tempat tinggal, desa alamat ktp, desa alamat tinggal`,
	Education: `pendidikan, ijazah, pendidikan formal, tingkat pendidikan, jenjang pendidikan, pendidikan jurusan, pendidikan ijazah, kualifikasi pendidikan,
		pendidikan umum, pendidikan akhir, pendidikan tkhr, education, pendidikan tingkat, strata pendidikan, pendidikan jenjang jurusan, lulusan`,
	Phone: `hp, no hp, no hp dihubungi, no hp bisa dihubungi, no hp genggam, cp, no hp kantor, hp person, no hp person`,
	Email: `email, alamat email, surel, alamat surel, e mail, alamat e mail, surat elektronik, email hp, gmail, alamat gmail, alamat surat elektronik, akun email, pos el, posel`,
	DecreeBoth: `sk, no tgl sk, no sk tgl, no sk tgl sk, sk pengangkatan, no tgl sk pengangkatan, sk penugasan, sk penetapan, no tgl sk penugasan, no tgl sk penetapan,
		no sk pengangkatan tgl, no tgl keputusan, sk no tgl thn, dasar sk, dasar penugasan, dasar sk penugasan, no tgl bulan thn sk, no tgl thn sk`,
	DecreeNumber: `no sk, no sk pengangkatan, no sk penugasan, no sk penetapan, no keputusan, sk pengangkatan no, sk penugasan no, no surat tugas`,
	DecreeDate:   `tgl sk, tgl sk pengangkatan, tgl sk penugasan, tgl sk penetapan, tgl keputusan, tgl penetapan sk, tgl penetapan`,
	Start: `tmt, tmt sk, tmt tugas, tmt pengangkatan, tgl tmt, mulai tugas, tgl mulai tugas, tgl mulai, mulai bertugas, tgl mulai bertugas, tgl masuk,
		tgl pengangkatan, mulai kerja, tgl mulai kerja, mulai, terhitung mulai, terhitung mulai tgl, terhitung mulai tgl tmt, mulai penugasan, tgl mulai penugasan, tgl penugasan,
		tmt penugasan, tgl bergabung, mulai masuk, tgl mulai tmt, tmt mulai, tmt tgl, tmt tgl bulan thn, tmt kerja, tmt menjadi, tmt cpns, tmt mulai tugas, tgl diangkat, bergabung, masuk`,
	StartYear: `thn mulai, thn pengangkatan, thn masuk, thn bertugas, mulai thn, thn mulai tugas, thn tugas, thn diangkat, sejak thn, sejak, thn gabung,
		bergabung thn, thn bergabung, thn menjadi, thn mulai bertugas, thn angkatan, thn mulai kerja, thn penugasan, thn mulai penugasan, thn mulai menjadi, thn sk, tmt thn,
		bergabung sejak, diangkat thn, thn penetapan, menjadi sejak, menjadi thn, bertugas sejak, bertugas sejak thn, masuk thn, thn mulai masuk, thn angkat, menjadi sejak thn, thn awal bertugas`,
	Member: `no induk tagana, nia, niat, nia niat, nia tagana, niat tagana, no anggota, no induk anggota, no induk, no induk relawan, id pendamping, id pkh, kode pendamping, no id,
		no registrasi, no reg, no induk tksk, no induk psm, no kta, kta, no induk pendamping, id sdm, id tksk, id psm, no kartu anggota, no kartu anggota tagana, id anggota, no induk anggota nia, no induk anggota nia niat,
		no induk anggota tagana, no id pendamping, id pendamping pkh, no pendamping, id tagana, no tagana, no induk anggota niat, no anggota tagana, no anggota psm, no anggota tksk, no anggota pkh, no nia, no niat, no registrasi tagana, kode sdm, no sdm`,
	NIP: `nip, no nip, ni pppk, nip ni pppk, nip nipppk, nipppk, nip pppk, no induk pegawai, no induk pegawai nip, ni p3k, nip ni p3k, nip nrp, nip nik pppk, nip p3k, no induk pppk, nip baru, nippk, nip pns pppk, nip nik, no ni pppk, no nipppk, no induk pegawai asn, no induk pegawai negeri sipil`,
	Status: `status kepegawaian, status pegawai, jenis kepegawaian, jenis pegawai, status asn, kepegawaian, status kerja, status kepegawaian asn non asn, status pns pppk, asn non asn, status asn non asn,
		pns pppk, status pns, status pns non pns, jenis asn, pns non pns, pns pppk non asn, pns pppk non, pns pppk honorer, pns pppk thl, pns pppk non pns, asn pppk non asn, kedudukan pegawai, kedudukan kepegawaian,
		jenis pegawai pns pppk non asn, jenis pegawai pns pppk, jenis kepegawaian pns pppk, jenis pns pppk, jenis asn non asn`,
	Grade:    `pangkat gol, gol, pangkat, pangkat gol ruang, gol ruang, gol pangkat, pangkat gol ruang tmt, pangkat gol tmt, pangkat ruang, gol pppk, kelas jabatan gol`,
	Position: `jabatan, nama jabatan, jabatan tugas, posisi, jabatan fungsional, jabatan struktural, jabatan pkh, jabatan pendamping, jabatan kedudukan, jabatan dalam tim`,
	Unit:     `unit kerja, bidang, instansi, unit, satuan kerja, satker, unit organisasi, opd, skpd, bidang unit kerja, unit kerja bidang, instansi unit kerja, tempat kerja, instansi tempat kerja, sub bidang, bidang seksi, bagian, seksi, uptd, bidang upt, bidang uptd, tempat bekerja`,
	Bank:     `bank, nama bank, bank penyalur, bank penerima, rek bank, nama rek bank`,
	Account:  `no rek, rek, no rek bank, norek, no acc, no account bank, no rek tabungan, no tabungan`,
	Holder: `atas nama, an, a n, nama rek, nama pemilik rek, atas nama rek, nama rek dalam, nama dalam rek, nama penerima rek, nama di rek, pemilik rek, nama buku rek,
		nama buku tabungan, nama pemilik rek bank, rek atas nama, nama tabungan, a n rek, an rek`,
	Remark:   `ket, catatan, remark, remarks, ket lain`,
	WorkerID: IDHead, Unread: NoteHead,

	levelField:                 `jenjang, jenjang tagana, tingkat, tingkatan, kualifikasi, jenjang kualifikasi, level, jenjang anggota, klasifikasi, jenjang kompetensi`,
	fieldPrefix + "keahlian":   `keahlian, keahlian khusus, keterampilan, ketrampilan, spesialisasi, keahlian keterampilan, bidang keahlian, keahlian dimiliki`,
	fieldPrefix + "masa_bakti": `masa bakti, periode masa bakti, masa tugas, periode, masa jabatan, periode tugas`,
}

// same maps words to the one that stands for all that mean the same.
var same = synonyms(
	"no nomor nomer nmr num number nmor", "tgl tanggal tanggl tg date", "lahir kelahiran lhr", "tempat tmpt tpt tmp", "kec kecamatan kcmtn", "desa kelurahan ds",
	"hp handphone hanphone ponsel wa whatsapp whatsap telp telepon tlp tlpn telpon telephone telfon phone seluler selular hape kontak contact telf mobile",
	"pendidikan pddkn pend pendd pddk pdd pddikan pendidkan", "thn th tahun year", "rek rekening", "gol golongan", "jabatan jab", "pengangkatan diangkat pengukuhan dikukuhkan", "ket keterangan", "email surel", "jk jkel jenkel", "gender sex",
	"kab kabupaten", "wilayah wil wily area daerah", "rumah rmh", "anggota keanggotaan", "kerja bekerja", "tugas bertugas penugasan", "dampingan pendampingan didampingi", "yang yg", "alamat almt address", "kelamin klmn klm klamin", "pangkat pkt", "urut urt", "kota kotamadya", "sk skep keputusan", "nama nm", "kependudukan kepend", "bulan bln", "registrasi register", "status stts")

func synonyms(lists ...string) map[string]string {
	words := map[string]string{}
	for _, list := range lists {
		first, _, _ := strings.Cut(list, " ")
		for _, word := range strings.Fields(list) {
			words[word] = first
		}
	}
	return words
}

// idle are words that say nothing about what a column holds.
var idle = words(`lengkap sesuai yang saat ini sekarang terakhir aktif dan atau gelar beserta berikut dengan tanpa wajib diisi digit angka format data psm tksk tagana pkh
	pendamping petugas relawan anggota pegawai karyawan koordinator responden lapangan asn pns peserta sdm personil personel tenaga sosial pilar dd mm yyyy yy hh bb tttt orang untuk isi pilih contoh misal misalnya cth seperti huruf kapital terbaru asli
	resmi pribadi calon para kader bersangkutan ybs dimiliki masyarakat taruna siaga bencana pekerja kesejahteraan dinsos kemensos kepemilikan dipakai masing di pada of and the kesos tks psks ipsm fk
	penyuluh staf terang identitas dukcapil spasi jika ada bila sebagai tertinggi ditamatkan terhubung format 08xx dalam`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// lexicon is the dictionary by the keys of its phrases.
type lexicon struct {
	byKey   map[string]Column // sorted words
	byGlue  map[string]Column // the words run together, as in NOHP
	own     map[string]Column // the cadre's own fields
	answers map[string]Column // what was answered before; "" is a column that is not read
	before  map[string]Column // texts that were looked up, for those of one reading

	without []Column // fields that the cadre does not have
}

var common = newLexicon()

func newLexicon() lexicon {
	l := lexicon{byKey: map[string]Column{}, byGlue: map[string]Column{}}
	for column, phrases := range dictionary {
		for phrase := range strings.SplitSeq(phrases, ",") {
			tokens := headWords(phrase)
			l.byKey[setKey(tokens)] = column
			l.byGlue[strings.ReplaceAll(strings.ToLower(strings.TrimSpace(phrase)), " ", "")] = column
			l.byGlue[strings.Join(tokens, "")] = column
		}
	}
	return l
}

// lexiconFor adds a cadre's own fields by their labels, and what was answered about heads before. A field that only
// another cadre has is not recognised.
func lexiconFor(o *Options) lexicon {
	l := common.fresh()
	l.own = map[string]Column{}
	for column := range dictionary {
		if key, ok := strings.CutPrefix(string(column), fieldPrefix); ok && !slices.ContainsFunc(o.Fields, func(f cadre.Field) bool { return f.Key == key }) {
			l.without = append(l.without, column)
		}
	}
	for i, head := range fieldHeads(o.Fields) {
		l.own[HeadKey(head)] = Column(fieldPrefix + o.Fields[i].Key)
	}
	l.answers = o.Heads
	return l
}

// fieldHeads returns the heads of a cadre's own fields: their labels, and where such a word means something else already,
// the label with the field's key.
func fieldHeads(fields []cadre.Field) []string {
	heads, taken := make([]string, len(fields)), map[string]bool{}
	for i, f := range fields {
		heads[i] = f.Label
		if c := common.byKey[HeadKey(f.Label)]; c != "" && c != Column(fieldPrefix+f.Key) || taken[HeadKey(f.Label)] {
			heads[i] += " (isian " + strings.ReplaceAll(f.Key, "_", "") + ")"
		}
		taken[HeadKey(heads[i])] = true
	}
	return heads
}

// HeadKey is what a head is remembered by: case, marks and the order of its words do not matter.
func HeadKey(text string) string { return setKey(headWords(text)) }

// headWords takes a head apart into words, in lower case, each replaced by the one that stands for its like.
func headWords(text string) []string {
	var out []string
	for _, word := range unspaced(strings.Fields(inFull.Replace(check.NameKey(uncamel(check.Clean(text)))))) {
		if s := same[word]; s != "" {
			word = s
		}
		if n := len(out); word == "kel" && (n == 0 || out[n-1] != "jenis" && out[n-1] != "jns") { // kelurahan, not kelamin
			word = "desa"
		}
		out = append(out, word)
	}
	return out
}

// abbreviations are what people write with a dot or a space after each letter.
var abbreviations = words("nik ttl tmt nip nia npwp ktp kta sk jk hp wa kk rt rw")

// unspaced puts words together whose letters stand apart: T.M.T., K E C A M A T A N.
func unspaced(words []string) []string {
	var out []string
	longest := 0
	for i := 0; i < len(words); {
		n := min(4, len(words)-i)
		for ; n > 1; n-- {
			if word := strings.Join(words[i:i+n], ""); utf8.RuneCountInString(word) == n && abbreviations[word] {
				break
			}
		}
		out = append(out, strings.Join(words[i:i+n], ""))
		longest = max(longest, utf8.RuneCountInString(out[len(out)-1]))
		i += n
	}
	if longest == 1 && len(words) > 2 && strings.Trim(strings.Join(words, ""), "lp") != "" {
		return []string{strings.Join(words, "")}
	}
	return out
}

// inFull shortens names whose words would be taken for something else: the K of TKSK is no column.
var inFull = strings.NewReplacer("laki laki", "laki", "tenaga kesejahteraan sosial kecamatan", "tksk", "tenaga kerja sosial kecamatan", "tksk",
	"program keluarga harapan", "pkh", "surat keputusan", "sk", "whats app", "hp", "hand phone", "hp", "e mail", "email", "tenaga kesejahteraan sosial", "tks", "data terpadu kesejahteraan sosial", "")

// uncamel parts the words of NamaLengkap and no_KTP.
func uncamel(text string) string {
	var out strings.Builder
	last := ' '
	for _, r := range text {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
		last = r
	}
	return out.String()
}

func setKey(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// fresh returns the lexicon for one reading, which remembers what it looked up: heads come again and again.
func (l lexicon) fresh() lexicon {
	l.before = map[string]Column{}
	return l
}

// maxBefore is how many texts a lexicon remembers at a time.
const maxBefore = 4096

// column recognises a head; "" where it is not in the dictionary.
func (l lexicon) column(text string) Column {
	if len(text) > 200 {
		return ""
	}
	c, ok := l.before[text]
	if !ok {
		if c = l.find(text); len(l.before) >= maxBefore {
			clear(l.before)
		}
		l.before[strings.Clone(text)] = c
	}
	return c
}

func (l lexicon) find(text string) Column {
	all := headWords(text)
	if c, ok := l.answers[setKey(all)]; ok {
		return c
	}
	if c := l.lookup(all); c != "" {
		return c
	}
	if slices.Contains(all, "induk") && slices.Contains(all, "pegawai") {
		return l.known(NIP) // "pegawai" tells nothing elsewhere
	}
	telling := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return idle[w] || strings.Trim(w, "0123456789") == "" })
	if c := l.lookup(telling); c != "" && c != Ordinal { // No. Peserta is not the number of the row
		return c
	}
	if c := l.known(byRule(telling)); c != "" {
		return c
	}
	if rest := slices.DeleteFunc(slices.Clone(telling), func(w string) bool { return w == "nama" }); len(rest) < len(telling) && slices.ContainsFunc(rest, isPlaceWord) {
		return l.lookup(rest) // Nama Kecamatan Tugas
	}
	return l.known(l.byGlue[strings.Join(all, "")])
}

func isPlaceWord(w string) bool { return w == "kec" || w == "desa" || w == "wilayah" || w == "lokasi" }

// rules recognise heads that list what belongs into their column, "Alamat (Jalan, RT/RW, Desa)": the words that tell, and
// the only ones that may stand beside them.
const (
	issuers   = ` bupati kepala kadis kadinsos kepdin gubernur menteri kementerian dirjen camat kades desa lurah ketua dinas penetapan pengangkatan tugas `
	sexWords  = ` jenis jns kel kelamin gender sex l p lk pr laki perempuan pria wanita jk `
	mulaiWord = ` tugas kerja terhitung masuk aktif bergabung gabung menjadi menjabat pengangkatan tmt `
	cardWords = ` no induk nia niat kta registrasi reg kartu id `
	nipWords  = ` no ni nip nipppk nippk p3k nrp baru induk nik pns pppk `
	levels    = ` muda madya utama `
	gradeWord = ` gol pangkat ruang pns pppk p3k `
	schooling = ` sd smp sma smk slta sltp d1 d2 d3 d4 s1 s2 s3 diploma sarjana jurusan formal ijazah tingkat jenjang akhir umum strata `
	dutyWords = ` tugas wilayah lokasi tempat kerja dampingan binaan penempatan wilker lokus `
	homeWords = ` domisili alamat tempat tinggal rumah ktp `
)

var rules = []struct {
	column Column
	words  map[string]bool
	beside map[string]bool
}{
	{Name, words("nama nip"), words(`nik ttl tempat tgl lahir pangkat gol ruang karpeg no ni pppk nipppk nrp jabatan`)},
	{Name, words("nama ttl"), words(`nip nik tempat tgl lahir`)},
	{Address, words("alamat"), words(`rumah ktp domisili tinggal tempat jalan jl kampung kp dusun rt rw desa kec kab kota blok no gang kode pos provinsi prov nama asal surat lengkap`)},
	{Status, words("status"), words(`kepegawaian kepeg pns pppk p3k asn non cpns honorer thl kontrak jenis lainnya nonasn bukan`)},
	{Remark, words("ket"), words(`aktif tidak non nonaktif ya meninggal mundur lainnya`)},
	{NIK, words("nik"), words(`no induk kependudukan penduduk e ktp ektp el elektronik kartu tanda sim identitas id`)},
	{NIK, words("ktp no"), words(`e ektp el elektronik kartu tanda sim identitas id`)},
	{Phone, words("hp"), words(`no bisa dapat dihubungi genggam kantor rumah person telegram`)},
	{Email, words("email"), words(`alamat akun e gmail hp bisa dapat dihubungi`)},
	{Birth, words("lahir tempat tgl"), words(`kota kab bulan thn ktp ttl`)},
	{Birth, words("lahir kota tgl"), words(`tempat kab bulan thn ktp`)},
	{Birth, words("ttl"), words(`tempat tgl lahir bulan thn ktp`)},
	{BirthDate, words("lahir tgl"), words(`bulan thn hari ktp`)},
	{BirthPlace, words("lahir tempat"), words(`kota kab ktp`)},
	{BirthPlace, words("lahir kota"), words(`kab ktp`)},
	{Start, words("mulai tgl"), words("bulan thn" + mulaiWord)}, {StartYear, words("mulai thn"), words(mulaiWord)}, {Start, words("mulai"), words(mulaiWord)},
	{Start, words("tgl pengangkatan"), words(`bulan thn`)}, {Start, words("tmt"), words("tgl bulan thn sk" + mulaiWord)},
	{Position, words("jabatan"), words(`nama posisi fungsional struktural dinas tugas kedudukan pkh pekerjaan pelaksana organisasi`)},
	{DecreeNumber, words("sk"), words("no" + issuers)},
	{DecreeDate, words("sk"), words("tgl" + issuers)},
	{DecreeBoth, words("sk"), words("no tgl" + issuers)},
	{Account, words("rek"), words(`no nomor bank bjb bni bri bca btn bsi mandiri tabungan`)},
	{Education, words("pendidikan"), words(schooling)}, {Education, words("ijazah"), words(schooling)},
	{Sex, words("kelamin"), words(sexWords)}, {Sex, words("jk"), words(sexWords)}, {Sex, words("gender"), words(sexWords)}, {Sex, words("jenis kel"), words(sexWords)}, {Sex, words("jns kel"), words(sexWords)}, {Sex, words("l p"), words(sexWords)},
	{Member, words("nia"), words(cardWords)}, {Member, words("niat"), words(cardWords)}, {Member, words("kta"), words(cardWords)},
	{Grade, words("pangkat"), words(gradeWord)}, {Grade, words("gol"), words(gradeWord)},
	{NIP, words("nip"), words(nipWords)}, {NIP, words("nipppk"), words(nipWords)},
	{levelField, words("jenjang"), words(levels)}, {levelField, words("tingkat"), words(levels)}, {levelField, words("level"), words(levels)},
	{levelField, words("tingkatan"), words(levels)}, {levelField, words("kualifikasi"), words(levels)}, {levelField, words("klasifikasi"), words(levels)},
	{HomeKecamatan, words("kec"), words(homeWords)}, {HomeDesa, words("desa"), words(homeWords)},
	{DutyKecamatan, words("kec"), words(dutyWords)}, {DutyDesa, words("desa"), words(dutyWords)},
	{DutyPlace, words("tugas"), words("kec desa" + dutyWords)}, {DutyPlace, words("kerja"), words("kec desa wilayah lokasi")},
	{DutyPlace, words("dampingan"), words("kec desa" + dutyWords)}, {DutyPlace, words("binaan"), words("kec desa" + dutyWords)},
	{DutyPlace, words("penempatan"), words("kec desa" + dutyWords)},
}

func byRule(telling []string) Column {
	for _, r := range rules {
		found := 0
		for i, w := range telling {
			switch {
			case r.words[w] && !slices.Contains(telling[:i], w):
				found++
			case !r.words[w] && !r.beside[w]:
				found = -len(telling)
			}
		}
		if len(telling) > 1 && found == len(r.words) {
			return r.column
		}
	}
	return ""
}

func (l lexicon) lookup(words []string) Column {
	if len(words) == 0 {
		return ""
	}
	key := setKey(words)
	if c, ok := l.own[key]; ok {
		return c
	}
	return l.known(l.byKey[key])
}

func (l lexicon) known(c Column) Column {
	if slices.Contains(l.without, c) {
		return ""
	}
	return c
}
