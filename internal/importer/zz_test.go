package importer
import ("testing";"fmt";"strings";"encoding/json")
func show(t *testing.T,name string,code string,gs ...grid){
 o:=options(t,code); r,err:=Read(workbook(t,gs...),o)
 fmt.Println("###",name)
 if err!=nil{fmt.Println("   ERR",err);return}
 for i:=range r.Rows{ e:=r.Rows[i].Entry; b:=e.BirthDate.Value.Format("2006-01-02"); if !e.BirthDate.Given{b=""}
  fmt.Printf("   %-50s nik=%s name=%q bp=%q bd=%s sex=%s duty=%s(%v) home=%s ph=%s/%s addr=%q sk=%q %s start=%s %s nip=%s gr=%q pos=%q edu=%q mem=%q f=%v bank=%v\n",brief(&r.Rows[i]),e.NIK,e.Name.Full(),e.BirthPlace.Value,b,e.Sex.Value,e.Duty,e.DutyGiven,e.Home.Value,e.Phone.Value,e.PhoneNote.Value,e.Address.Value,e.Decree.Number.Value,e.Decree.Date.Value.Format("2006-01-02"),e.Start.Format("2006-01-02"),e.Precision,e.Employment.NIP.Value,e.Employment.Grade.Value,e.Employment.Position.Value,e.Education.Value,e.Member.Value,e.Fields,e.Bank.Number.Value)}
 for _,h:=range r.Unknown(){fmt.Printf("   unknown %s %d.%d %q\n",h.Sheet,h.Row,h.Index,h.Text)}
 for _,n:=range r.Notes{fmt.Println("   note",n)}
}
func TestZZ(t *testing.T){
 show(t,"side by side","PSM",grid{rows:`
DATA PSM
No | Nama | NIK | Desa | | No | Nama | NIK | Desa
1 | Titin | 3217016806899001 | Cikole | | 3 | Asep | 3217012806899003 | Cibogo
2 | Euis | 3217016806899002 | Cibogo | | 4 | Ujang | 3217012806899004 | Cikole`})
 show(t,"side by side, no gap","PSM",grid{rows:`
No | Nama | NIK | Desa | No | Nama | NIK | Desa
1 | Titin | 3217016806899001 | Cikole | 3 | Asep | 3217012806899003 | Cibogo`})
 show(t,"side by side kec titles","PSM",grid{rows:`
KECAMATAN CISARUA | | | | | KECAMATAN CIKALONGWETAN
No | Nama | NIK | Desa | | No | Nama | NIK | Desa
1 | Titin | 3217016806899001 | Cipada | | 3 | Asep | 3217012806899003 | Cipada`})
 show(t,"jenjang two row & english","TAGANA",grid{rows:`
NO | IDENTITAS ANGGOTA | | | TEMPAT, TGL LAHIR | JENIS KELAMIN | | DOMISILI | | KONTAK | 
 | NAMA | NIK | NO INDUK | | L | P | DESA | KEC | HP | EMAIL
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11
1 | Titin | 3217016806899001 | 32.17.001 | Bandung, 28-06-1989 | | 1 | Cikole | Lembang | 0812-3456-7890 | a@b.id`,merges:"B1:D1 F1:G1 H1:I1 J1:K1 A1:A2 E1:E2"})
 show(t,"kecamatan merged vertical, no. restarts","PSM",grid{rows:`
NO | KECAMATAN | NO | DESA | NAMA PSM | NIK | L/P | KET
1 | LEMBANG | 1 | CIKOLE | Titin | 3217016806899001 | P |
 | | 2 | CIBOGO | Euis | 3217016806899002 | P |
2 | CISARUA | 1 | CIPADA | Asep | 3217012806899003 | L |
 | | 2 | JAMBUDIPA | Ujang | 3217012806899004 | L |
 | JUMLAH | | | 4 | | |`,merges:"A2:A3 B2:B3 A4:A5 B4:B5"})
 show(t,"kecamatan only first row, not merged","PSM",grid{rows:`
NO | KECAMATAN | DESA | NAMA PSM | NIK
1 | LEMBANG | CIKOLE | Titin | 3217016806899001
2 | | CIBOGO | Euis | 3217016806899002
3 | CISARUA | CIPADA | Asep | 3217012806899003
4 | | CIPADA | Ujang | 3217012806899004`})
 show(t,"signatures right","TKSK",grid{rows:`
DAFTAR NAMA TKSK
KABUPATEN BANDUNG BARAT
NO | NAMA | NIK | TTL | KECAMATAN | SK
1 | Titin | 3217016806899001 | Bandung, 28 Juni 1989 | Lembang | 460/Kep.1/2022 tanggal 1 Januari 2022
2 | Asep | 3217012806899003 | Bandung, 28 Juni 1989 | Cisarua | 460/Kep.1/2022 tanggal 1 Januari 2022
JUMLAH TKSK : 2 ORANG
 | | | | Ngamprah, Januari 2026 |
 | | | | a.n. KEPALA DINAS SOSIAL |
 | | | | Kepala Bidang Pemberdayaan Sosial |
 | | | | |
 | | | | Hj. LILIS SURYANI, S.Sos., M.Si |
 | | | | Pembina Tk. I / IV b |
 | | | | NIP. 19700101 199003 2 001 |`})
 show(t,"sig left w/o words","TKSK",grid{rows:`
NO | NAMA | NIK | KECAMATAN
1 | Titin | 3217016806899001 | Lembang

 | Mengetahui, | | Bandung Barat, 5 Januari 2026
 | Plt. Kepala Dinas Sosial | | Pengolah Data
 | LILIS SURYANI | | UJANG SUTISNA
 | Pembina Utama Muda | | Penata
 | NIP. 197001011990032001 | | NIP. 198001012005011001`})
 show(t,"pns","DINSOS",grid{rows:`
NO | NAMA/NIP/TTL | NIK | PANGKAT/GOL/TMT | JABATAN | PENDIDIKAN | ALAMAT
1 | Hj. LILIS SURYANI, S.Sos., M.Si\nNIP. 19700101 199003 2 001\nBandung, 01-01-1970 | 3217014101709001 | Pembina Tk. I, IV/b | Kepala Dinas | S2 | Kp. A`})
 show(t,"nip own row","DINSOS",grid{rows:`
NO | NAMA | NIK | PANGKAT
1 | LILIS SURYANI | 3217014101709001 | Pembina
 | 19700101 199003 2 001 | | IV/b
2 | UJANG | 3217010101709002 | Penata
 | NIP. 19700101 199003 1 002 | | III/c`})
 show(t,"desa twice","PSM",grid{rows:`
Nama | NIK | Desa/Kel | Kecamatan
Titin | 3217016806899001 | Desa Cipada | 
Asep | 3217012806899003 | Cipada | Kec.Cikalong Wetan
Ujang | 3217012806899004 | Kel Cipada | KECAMATAN CISARUA`})
 show(t,"two phones","TKSK",grid{rows:`
Nama | NIK | Kec | No HP 1 | No HP 2
Titin | 3217016806899001 | Lembang | 0812-3456-7890 / 0813-1111-2222 |
Asep | 3217012806899003 | Lembang | - | 081311112222
Ujang | 3217012806899004 | Lembang | #81234567890 | #6281311112222`})
 show(t,"col names weird","PKH",grid{rows:`
No | Nama SDM | N I K | Tmp. Lahir | Tgl. Lhr | J K | Alamat Lengkap | Kec. | Desa/Kel | No. Tlp/HP/WA Aktif | Pend. Terakhir | Jabatan | Kecamatan Dampingan | Mulai Bekerja Sebagai Pendamping | No SK | Status
1 | Titin | 3217016806899001 | Bandung | 28/06/89 | Prempuan | Kp. A | Lembang | Cikole | 0812 3456 7890 | S1 | PENDAMPING SOSIAL | Cisarua | 2018 | 1/2018 | Aktif`})
 show(t,"kode wilayah","PSM",grid{rows:`
kode_kec | nama_kec | kode_desa | nama_desa | nik | nama | tgl_lahir | jenis_kelamin | no_hp
3217010 | LEMBANG | 3217010006 | CIKOLE | 3217016806899001 | TITIN | 1989-06-28 | 2 | 81234567890`})
 show(t,"repeat head per page","TKSK",grid{rows:`
NO | NAMA | NIK | KECAMATAN
1 | Titin | 3217016806899001 | Lembang
NO | NAMA | NIK | KECAMATAN
1 | 2 | 3 | 4
2 | Asep | 3217012806899003 | Cisarua
Halaman 2 dari 2`})
 show(t,"footers","TKSK",grid{rows:`
NO | NAMA | NIK | KECAMATAN | KET
1 | Titin | 3217016806899001 | Lembang |
Catatan: data per Januari 2026
*) belum lengkap
Sumber: Dinas Sosial
Dicetak tanggal 5 Januari 2026 oleh admin
Keterangan : | L = Laki-laki
Total | 1 orang | | |
1. Data ini benar | dan lengkap | |`})
 show(t,"nik in numeric for all 16","TKSK",grid{rows:`
NO | NAMA | NIK | KECAMATAN
1 | Titin | #3217016806899001 | Lembang
2 | Asep | 3,21701E+15 | Lembang
3 | Ujang | 3217012806899004.0 | Lembang`})
 show(t,"date+sk","TKSK",grid{rows:`
NAMA | NIK | KECAMATAN | TANGGAL LAHIR | SK TERAKHIR | TMT SK
A | 3217012806899001 | Lembang | 28/6/89 | 460/1/2022\nTanggal 3 Januari 2022 | 
B | 3217012806899002 | Lembang | Bandung, 28/6/89 | 460/1/2022 tgl. 03-01-2022 | 3 Januari 22
C | 3217012806899003 | Lembang | 1989-06-28 00:00:00 | Kep. Bupati No. 460/1/2022 tanggal 3 Januari 2022 | #44564
D | 3217012806899004 | Lembang | 00-00-0000 | - | -
E | 3217012806899005 | Lembang | 31 Februari 1989 | |
F | 3217012806899006 | Lembang | 28 Juni | |
G | 3217012806899007 | Lembang | 6/28/1989 | |`})
 show(t,"blank name w/ only nik","TKSK",grid{rows:`
No | NAMA | NIK | KECAMATAN
1 | | 3217012806899001 | 
2 | Asep | |
3 | | | Lembang
4 | Ujang | | Lembang
5 | - | 3217012806899005 | Lembang`})
 show(t,"kec col value with band","PSM",grid{rows:`
No | NAMA | NIK | DESA
KECAMATAN : LEMBANG
DESA : CIKOLE
1 | Titin | 3217016806899001 |
DESA CIBOGO
1 | Euis | 3217016806899002 |
KECAMATAN : CISARUA | | |
1 | Asep | 3217012806899003 | Cipada`})
 show(t,"band only in column B numbered roman","PSM",grid{rows:`
No | NAMA | NIK | DESA
I | LEMBANG | |
1 | Titin | 3217016806899001 | Cikole
II | CISARUA | |
1 | Asep | 3217012806899003 | Cipada`})
 show(t,"transposed?","PSM",grid{rows:`
Nama | Titin | Asep
NIK | 3217016806899001 | 3217012806899003
Desa | Cikole | Cipada`})
 _ = json.Marshal; _ = strings.Join
}
