package demo

import (
	"math/rand/v2"
	"strings"
)

// Names as they are borne on Java, the frequent ones first: pick takes from the front of a list far more often than
// from its end, as life does.

var menFirst = strings.Fields(`
	Asep Dadang Agus Dede Ujang Muhammad Ahmad Iwan Deden Cecep Yayan Hendra Rudi Budi Andi Wawan Maman Nandang Tatang
	Endang Ade Aceng Adang Ajat Apip Ayi Bambang Beni Cahya Candra Dani Didin Dikdik Dindin Eko Encep Engkus Entis Fajar
	Ferdi Firman Galih Gilang Gugun Hadi Haris Heri Ibnu Ihsan Ikbal Indra Irfan Jajang Jejen Jujun Kiki Lukman Ma'mun
	Mulyana Nanang Oman Opik Pepen Rahmat Rian Ridwan Rizki Rohmat Saepul Sandi Solihin Taufik Toni Ucu Umar Usep Wahyu
	Yadi Yogi Yusuf Zaenal Zaki`)

var womenFirst = strings.Fields(`
	Siti Euis Neng Lilis Dewi Sri Rina Iis Nia Yani Ratna Imas Eti Tati Yeti Ai Cucu Enung Entin Ida Ika Nur Nining Popon
	Ani Anita Atikah Ayu Cicih Dedeh Desi Dian Elis Elin Enok Eneng Erna Evi Fitri Gina Hani Heni Hesti Ira Intan Irma
	Jubaedah Kokom Leni Lia Linda Maya Mimin Mira Nani Neneng Nengsih Nita Novi Nunung Nur'aini Oom Rani Reni Rika Rini
	Risma Rosita Sa'diah Santi Sari Sinta Teti Tina Tuti Uum Vina Wati Widi Wulan Yanti Yayah Yuli Yuyun Zahra`)

var menLast = strings.Fields(`
	Hidayat Suryana Setiawan Kurniawan Permana Ramdani Saepudin Nugraha Mulyadi Supriatna Sutisna Gunawan Rohman Sobari
	Sudrajat Suherman Hermawan Firmansyah Iskandar Kusnadi Nurdin Rustandi Wahyudin Abdullah Adriansyah Anwar Arifin
	Darmawan Fauzi Hakim Hamdani Haryanto Heryana Husen Junaedi Kosasih Lesmana Mahmud Maulana Munandar Mustofa Nurjaman
	Pratama Priatna Purnama Rahayu Ridwan Rosadi Rosidin Ruhiyat Rukmana Saputra Sasmita Somantri Suhendar Sukmana Sumarna
	Suparman Supriadi Suryadi Sutardi Syamsudin Taryana Tarmidi Wibowo Widodo Yudistira Yusup Zakaria`)

var womenLast = strings.Fields(`
	Nurhayati Rahmawati Aminah Fatimah Rohaeni Komariah Sumiati Kurniasih Hasanah Suryani Lestari Maryati Nurjanah Herawati
	Wulandari Kartini Marlina Rohayati Sopiah Susilawati Yulianti Agustina Anggraeni Apriliani Astuti Aisyah Carlina
	Damayanti Fauziah Fitriani Handayani Hayati Hernawati Indriani Julaeha Kania Karmila Kodariah Latifah Maesaroh Mardiana
	Masitoh Mulyani Nuraeni Nurlaela Oktaviani Permatasari Puspita Puspitasari Rahayu Ratnasari Rosmiati Rukmini Safitri
	Sadiah Salamah Saodah Setiawati Solihat Sugiarti Sukaesih Sulastri Supartini Sutinah Trisnawati Utami Warsih Widaningsih
	Winarti Yuningsih Yuniarti Zakiah`)

var middle = strings.Fields(`
	Nur Dwi Tri Eka Abdul Rizal Wahyu Budi Indah Putri Cahya Bayu Surya Adi Ratna Kartika Mega Bagus Gita Ramadhan`)

// The long tail: old family names, each borne by few.
var (
	tailHeads = strings.Fields(`Wira Sastra Kerta Nata Jaya Sura Prawira Kusuma Surya Adi Danu Marta Wangsa Raksa Sumadi Tirta Arya Somadi Cakra Yuda`)
	tailEnds  = strings.Fields(`dinata wijaya praja atmaja negara miharja laksana permadi sasmita dipura kusumah manggala redja winata subrata dikarta mulya nagara prawata sentana`)
)

var (
	titlesBefore = map[string]string{"L": "H.", "P": "Hj."}
	educations   = []string{"SMA/SMK", "D4/S1", "D3", "S2/S3", "D1-D2"}
	titlesAfter  = map[string][]string{
		"D3":    {"A.Md.", "A.Md.Sos."},
		"D4/S1": {"S.Sos.", "S.Pd.", "S.ST.", "S.E.", "S.Kom.", "S.Psi.", "S.Tr.Sos.", "S.H.", "S.Kesos."},
		"S2/S3": {"S.Sos., M.Si.", "S.Pd., M.Pd.", "S.ST., M.PSSp.", "S.E., M.M."},
	}
	hamlets    = strings.Fields(`Cibungur Pasirhalang Cikadu Babakan Sukamulya Cijengkol Pojok Ciburial Lebaksari Cipeusing Gunungbentang Sindangsari Ciawitali Karangmekar`)
	skills     = []string{"Dapur umum", "Logistik", "Pertolongan di air", "Layanan psikososial", "Hunian sementara", "Komunikasi radio", "Pertolongan pertama"}
	pkhPosts   = []string{"Pendamping sosial", "Pendamping sosial", "Pendamping sosial", "Administrator basis data", "Pekerja sosial supervisor"}
	staffPosts = []string{"Penyuluh Sosial Ahli Pertama", "Pekerja Sosial Ahli Muda", "Analis Kebijakan", "Pengadministrasi Umum", "Bendahara", "Pengelola Data", "Kepala Seksi"}
	staffUnits = []string{"Sekretariat", "Bidang Rehabilitasi Sosial", "Bidang Pemberdayaan Sosial", "Bidang Perlindungan dan Jaminan Sosial"}
	banks      = []string{"Bank Daerah", "BRI", "Bank Mandiri", "BNI"}
	clerks     = []string{"rina.operator", "dadan.operator", "yuli.operator"}
)

// pick takes an element, one near the front more often.
func pick[T any](r *rand.Rand, list []T) T {
	f := r.Float64()
	return list[int(f*f*float64(len(list)))]
}

// any one with the same chance.
func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// madeUpName gives one word to some, two to most, three to others.
func madeUpName(r *rand.Rand, sex string) string {
	first, last := menFirst, menLast
	if sex == "P" {
		first, last = womenFirst, womenLast
	}
	words := []string{pick(r, first)}
	if chance(r, 25) {
		words = append(words, pick(r, middle))
	}
	switch {
	case chance(r, 6):
		words = append(words, one(r, tailHeads)+one(r, tailEnds))
	case len(words) > 1 || chance(r, 90):
		words = append(words, pick(r, last))
	}
	return strings.Join(words, " ")
}
