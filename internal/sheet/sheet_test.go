package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func open(t *testing.T, data []byte) *Book {
	t.Helper()
	b, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return b
}

// dump writes rows as 5:A=text|B#3.5: # marks a number, ! a failed formula, ^ and < cells of merged ranges.
func dump(t *testing.T, s *Sheet) []string {
	t.Helper()
	var out []string
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatalf("Rows: %v", err)
		}
		var cells []string
		for _, c := range row.Cells {
			mark := "="
			switch {
			case c.Above:
				mark = "^"
			case c.Left:
				mark = "<"
			case c.Number:
				mark = "#"
			case c.Failed:
				mark = "!"
			}
			cells = append(cells, fmt.Sprintf("%c%s%s", 'A'+c.Column, mark, c.Text))
		}
		out = append(out, fmt.Sprintf("%d:%s", row.Number, strings.Join(cells, "|")))
	}
	return out
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// workbookOf lets a test fill a new workbook with excelize, and returns the file.
func workbookOf(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(f *excelize.File, sheet string, cells map[string]any) {
	for at, value := range cells {
		if err := f.SetCellValue(sheet, at, value); err != nil {
			panic(err)
		}
	}
}

func TestCellsKnowWhetherTheyAreNumbers(t *testing.T) {
	b := open(t, workbookOf(t, func(f *excelize.File) {
		put(f, "Sheet1", map[string]any{"A1": "3217025910699200", "B1": int64(3217025910699200), "C1": 12.5, "D1": true, "A3": "  ", "B3": "Rp <&> \"é\"\nbaris 2"})
		_ = f.SetCellRichText("Sheet1", "E1", []excelize.RichTextRun{{Text: "Asep "}, {Text: "Sunandar", Font: &excelize.Font{Bold: true}}})
		_ = f.SetCellFormula("Sheet1", "F1", "1+1")
		_, _ = f.NewSheet("Tersembunyi")
		_ = f.SetSheetVisible("Tersembunyi", false)
		_, _ = f.NewSheet("Kosong")
	}))
	if b.CSV || len(b.Sheets) != 3 || b.Sheets[0].Name != "Sheet1" || b.Sheets[0].Hidden || !b.Sheets[1].Hidden {
		t.Fatalf("sheets: %+v", b.Sheets)
	}
	rows := dump(t, b.Sheets[0])
	want(t, rows, `1:A=3217025910699200|B#3217025910699200|C#12.5|D=TRUE|E=Asep Sunandar`, "3:B=Rp <&> \"é\"\nbaris 2")
	want(t, dump(t, b.Sheets[0]), rows...) // rows can be read again
	want(t, dump(t, b.Sheets[2]))
}

func TestMergedRangesRepeatTheirText(t *testing.T) {
	b := open(t, workbookOf(t, func(f *excelize.File) {
		put(f, "Sheet1", map[string]any{"A1": "JUDUL", "A2": "TTL", "C2": "Kec", "A3": "Tempat", "B3": "Tanggal", "B4": "x", "C4": "Lembang", "B5": "y", "B6": "z"})
		for _, m := range [][2]string{{"A1", "D1"}, {"A2", "B2"}, {"C2", "C3"}, {"C4", "C5"}, {"E1", "E6"}} {
			_ = f.MergeCell("Sheet1", m[0], m[1])
		}
	}))
	want(t, dump(t, b.Sheets[0]), "1:A=JUDUL|B<JUDUL|C<JUDUL|D<JUDUL", "2:A=TTL|B<TTL|C=Kec", "3:A=Tempat|B=Tanggal|C^Kec",
		"4:B=x|C=Lembang", "5:B=y|C^Lembang", "6:B=z")
}

// TestOverlappingMerges: sound workbooks have none; a hostile one must not multiply its cells.
func TestOverlappingMerges(t *testing.T) {
	const rows = 2000
	merged := strings.Repeat(fmt.Sprintf(`<mergeCell ref="A1:IV%d"/>`, rows), 1000)
	b := open(t, zipOf(t, parts(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row>`+strings.Repeat(`<row/>`, rows-1)+`</sheetData><mergeCells>`+merged+`</mergeCells></worksheet>`)))
	cells := 0
	for row, err := range b.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		cells += len(row.Cells)
	}
	if cells != rows*MaxColumns {
		t.Errorf("%d cells", cells)
	}
}

// zipOf builds a zip from parts.
func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts are the least of a workbook with one sheet, as another program than Excel may write it.
func parts(sheet string) map[string]string {
	return map[string]string{
		"_rels/.rels": `<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="/xl/Workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<x:workbook xmlns:x="m" xmlns:q="r"><x:workbookPr date1904="1"/><x:sheets>` +
			`<x:sheet name="Data" sheetId="7" q:id="k"/></x:sheets></x:workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="k" Type="http://x/worksheet" Target="worksheets\a.xml"/>` +
			`<Relationship Id="t" Type="http://x/sharedStrings" Target="texts.xml"/></Relationships>`,
		"xl/worksheets/a.xml": sheet,
		"xl/texts.xml":        `<sst><si><t>satu</t></si><si><r><t>du</t></r><r><t>a</t></r><rPh><t>ni</t></rPh></si><si><t>a_x000D_b_x</t></si></sst>`,
	}
}

func TestOtherWriters(t *testing.T) {
	b := open(t, zipOf(t, parts(`<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData>`+
		`<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v> 1 </x:v></x:c><x:c/><x:c t="str"><x:f>A1</x:f><x:v>teks</x:v></x:c></x:row>`+
		`<x:row r="5"><x:c r="C5" t="inlineStr"><x:is><x:t>tiga</x:t></x:is></x:c><x:c r="A5"><x:v>1.5E3</x:v></x:c><x:c r="D5" t="e"><x:v>#N/A</x:v></x:c></x:row>`+
		`<x:row><x:c t="d"><x:v>2020-01-01</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c><!-- catatan --></x:row>`+
		`</x:sheetData><x:mergeCells><x:mergeCell  ref='D5:E6' /></x:mergeCells></x:worksheet>`)))
	if !b.Date1904 || b.Sheets[0].Name != "Data" {
		t.Errorf("book: %+v", b)
	}
	want(t, dump(t, b.Sheets[0]), "1:A=satu|B=dua|D=teks", "5:A#1.5E3|C=tiga|D!#N/A|E<#N/A", "6:A=2020-01-01|B=a\rb_x|D^#N/A|E^#N/A")
}

// reason reads a file to its end, and returns why that fails.
func reason(data []byte) Reason {
	b, err := Read(bytes.NewReader(data), int64(len(data)))
	for i := 0; err == nil && i < len(b.Sheets); i++ {
		for _, e := range b.Sheets[i].Rows() {
			err = e
		}
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	if err != nil {
		return Reason("other: " + err.Error())
	}
	return ""
}

func TestUnfitFiles(t *testing.T) {
	good := workbookOf(t, func(f *excelize.File) { put(f, "Sheet1", map[string]any{"A1": "Nama", "A2": "Asep"}) })
	locked := workbookOf(t, func(f *excelize.File) { put(f, "Sheet1", map[string]any{"A1": "Nama"}) })
	locked, err := excelize.Encrypt(locked, &excelize.Options{Password: "rahasia"})
	if err != nil {
		t.Fatal(err)
	}
	without := func(part string) []byte {
		p := parts(`<worksheet><sheetData/></worksheet>`)
		delete(p, part)
		return zipOf(t, p)
	}
	sheet := func(body string) []byte { return zipOf(t, parts(body)) }
	many := workbookOf(t, func(f *excelize.File) {
		for i := range 100 {
			_, _ = f.NewSheet(fmt.Sprint("L", i))
		}
	})
	for name, c := range map[string]struct {
		data []byte
		want Reason
	}{
		"good":                     {good, ""},
		"nothing":                  {nil, Empty},
		"blanks":                   {[]byte(" \r\n "), Empty},
		"too big":                  {make([]byte, MaxBytes+1), TooBig},
		"password":                 {locked, Encrypted},
		"old Excel":                {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), wide("..Workbook..")...), OldExcel},
		"older Excel":              {[]byte("\x09\x08\x10\x00\x00\x06\x05\x00"), OldExcel},
		"some other container":     {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), wide("WordDocument")...), NotSheet},
		"an image renamed":         {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), Picture},
		"a photograph":             {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), Picture},
		"a PDF":                    {[]byte("%PDF-1.7\n"), Picture},
		"a web page named xls":     {[]byte("<html><table><tr><td>Nama"), WebPage},
		"a program":                {[]byte("\x7fELF\x02\x01\x01\x00"), NotSheet},
		"truncated":                {good[:len(good)*2/3], Damaged},
		"only the beginning":       {good[:10], Damaged},
		"bytes turned over":        {overturned(good), Damaged},
		"a web archive named xls":  {[]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n"), WebPage},
		"a zip of workbooks":       {zipOf(t, map[string]string{"TKSK.xlsx": string(good), "psm/PSM.csv": "Nama;NIK"}), Archive},
		"billion laughs":           {sheet(`<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>`), Doctype},
		"an entity for NUL":        {sheet(`<worksheet><sheetData><row><c t="str"><v>&#0;</v></c></row></sheetData></worksheet>`), Damaged},
		"one text in many cells":   {shared(t, strings.Repeat("x", 100_000), strings.Repeat(`<c t="s"><v>0</v></c>`, 20)), Bomb},
		"one text in many rows":    {shared(t, strings.Repeat("x", 100_000), strings.Repeat(`<c t="s"><v>0</v></c></row><row>`, 5000)), Bomb},
		"too many texts":           {shared(t, strings.Repeat("x", 900_000)+strings.Repeat("</t></si><si><t>"+strings.Repeat("x", 900_000), 80), `<c t="s"><v>0</v></c>`), Bomb},
		"blank rows without end":   {sheet(`<worksheet><sheetData>` + strings.Repeat(`<row/>`, excelRows+1) + `</sheetData></worksheet>`), TooManyRows},
		"blank cells without end":  {sheet(`<worksheet><sheetData><row>` + strings.Repeat(`<c/>`, excelWidth+1) + `</row></sheetData></worksheet>`), TooWide},
		"sheets of one part":       {twice(t), Damaged},
		"text: NUL bytes":          {[]byte("Nama;NIK\nAsep\x00;1\n"), NotSheet},
		"text: one endless line":   {bytes.Repeat([]byte("a;"), MaxBytes/2), LongLine},
		"text: one endless word":   {bytes.Repeat([]byte("a"), MaxBytes), LongLine},
		"text: an endless row":     {append([]byte("Nama;NIK\n"), bytes.Repeat([]byte("a;"), maxToken)...), LongLine},
		"text: an endless field":   {append([]byte("Nama;NIK\n\""), bytes.Repeat([]byte("a\n"), MaxBytes/3)...), Quotes},
		"a zip of something else":  {zipOf(t, map[string]string{"a.txt": "x"}), NotSheet},
		"a document":               {zipOf(t, map[string]string{"_rels/.rels": `<R><Relationship Type="x/officeDocument" Target="word/document.xml"/></R>`, "word/document.xml": "<w/>"}), NotSheet},
		"OpenDocument":             {zipOf(t, map[string]string{"mimetype": "x", "content.xml": "<x/>"}), OpenDocument},
		"binary workbook":          {zipOf(t, map[string]string{"_rels/.rels": `<R><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></R>`}), BinaryExcel},
		"without its relations":    {without("xl/_rels/workbook.xml.rels"), Damaged},
		"without its sheet":        {without("xl/worksheets/a.xml"), Damaged},
		"too many sheets":          {many, TooManySheets},
		"external entity":          {sheet(`<!DOCTYPE x [<!ENTITY e SYSTEM "http://contoh.invalid/">]><worksheet><sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>`), Doctype},
		"unknown entity":           {sheet(`<worksheet><sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>`), Damaged},
		"no end of the rows":       {sheet(`<worksheet><sheetData><row><c><v>1</v></c></row>`), Damaged},
		"no end of a cell":         {sheet(`<worksheet><sheetData><row><c><v>1`), Damaged},
		"a text that is not there": {sheet(`<worksheet><sheetData><row><c t="s"><v>99</v></c></row></sheetData></worksheet>`), Damaged},
		"one endless cell":         {sheet(`<worksheet><sheetData><row><c t="str"><v>` + strings.Repeat("x", 3<<20) + `</v></c></row></sheetData></worksheet>`), Bomb},
		"one of endless pieces":    {sheet(`<worksheet><sheetData><row><c t="inlineStr"><is>` + strings.Repeat(`<r><t>_x0041_</t></r>`, 1<<18) + `</is></c></row></sheetData></worksheet>`), Bomb},
		"one endless tag":          {sheet(`<worksheet><sheetData><row a="` + strings.Repeat("x", 3<<20) + `"></row></sheetData></worksheet>`), Bomb},
		"far to the right":         {sheet(`<worksheet><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`), TooWide},
		"blank to the right":       {sheet(`<worksheet><sheetData><row><c r="XFD1" s="1"/></row></sheetData></worksheet>`), ""},
		"first row and last":       {sheet(`<worksheet><sheetData><row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>`), ""},
		"too many rows":            {sheet(`<worksheet><sheetData>` + strings.Repeat(`<row><c><v>1</v></c></row>`, MaxRows+1) + `</sheetData></worksheet>`), TooManyRows},
		"text: too many rows":      {[]byte(strings.Repeat("a;b\n", MaxRows+1)), TooManyRows},
		"text: too wide":           {[]byte(strings.Repeat("a;", MaxColumns+1)), TooWide},
		"text: an open quote":      {[]byte("Nama;NIK\n\"Asep;1\nUjang;2\n"), Quotes},
		"text: a quote in a word":  {[]byte("Nama;NIK\nAsep \"Ujang\";1\n"), ""},
		"text: both":               {[]byte("Nama;NIK\nAsep \"Ujang\";1\n\"" + strings.Repeat("Asep;1\n", 30)), Quotes},
	} {
		if got := reason(c.data); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for reason, message := range messages {
		if message == "" || (&Error{Reason: reason}).Error() != message {
			t.Errorf("%s has no message", reason)
		}
	}
}

// shared is a workbook with a shared text, and cells in its first row.
func shared(t *testing.T, text, cells string) []byte {
	p := parts(`<worksheet><sheetData><row>` + cells + `</row></sheetData></worksheet>`)
	p["xl/texts.xml"] = `<sst><si><t>` + text + `</t></si></sst>`
	return zipOf(t, p)
}

// twice is a workbook with two sheets of one part.
func twice(t *testing.T) []byte {
	p := parts(`<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`)
	p["xl/workbook.xml"] = `<workbook><sheets><sheet name="A" r:id="k"/><sheet name="B" r:id="k"/></sheets></workbook>`
	return zipOf(t, p)
}

func TestNoTextHoldsANUL(t *testing.T) {
	text := append(bytes.Repeat([]byte("Nama;NIK\n"), 1000), "As\x00ep;\xff1\n"...)
	all := dump(t, open(t, text).Sheets[0])
	want(t, all[1000:], "1001:A=Asep|B=ÿ1")
	b := open(t, zipOf(t, parts("<worksheet><sheetData><row><c t=\"str\"><v>a\x00b\xff_x0000_</v></c></row></sheetData></worksheet>")))
	want(t, dump(t, b.Sheets[0]), "1:A=ab")
}

// overturned damages the compressed bytes of every part and leaves the list of parts whole.
func overturned(data []byte) []byte {
	data = bytes.Clone(data)
	for i := 200; i < len(data)/2; i += 97 {
		data[i] ^= 0x55
	}
	return data
}

func TestZipThatLiesAboutItsSize(t *testing.T) {
	data := zipOf(t, parts(`<worksheet><sheetData>`+strings.Repeat(`<row><c><v>1</v></c></row>`, 5000)+`</sheetData></worksheet>`))
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == "xl/worksheets/a.xml" {
			size := []byte{byte(f.UncompressedSize64), byte(f.UncompressedSize64 >> 8), byte(f.UncompressedSize64 >> 16), 0}
			data = bytes.ReplaceAll(data, size, []byte{10, 0, 0, 0})
		}
	}
	if got := reason(data); got != Damaged {
		t.Errorf("%q", got)
	}
}

func TestUnzipBombIsRefusedByItsDeclaration(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts("") {
		if name == "xl/worksheets/a.xml" {
			_, _ = z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: 2 << 30})
			continue
		}
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, text)
	}
	_ = z.Close()
	if got := reason(out.Bytes()); got != Bomb {
		t.Errorf("%q", got)
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	row := `<row>` + strings.Repeat(`<c t="inlineStr"><is><t>sebuah teks yang tidak terlalu panjang</t></is></c>`, 15) + `</row>`
	data := zipOf(t, parts(`<worksheet><sheetData>`+strings.Repeat(row, 6000)+`</sheetData></worksheet>`)) // 3 MB of text
	b := open(t, data)
	before, rows := inUse(), 0
	for _, err := range b.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows%2000 == 0 {
			if grown := int64(inUse()) - int64(before); grown > 1<<20 {
				t.Errorf("%d bytes more in use after %d rows", grown, rows)
			}
		}
	}
	if rows != 6000 {
		t.Errorf("%d rows", rows)
	}
}

// TestHostileFilesStaySmall reports how much memory the worst of them take, and fails where one takes far more than its
// bounds allow.
func TestHostileFilesStaySmall(t *testing.T) {
	for name, data := range map[string][]byte{
		"too many texts":         shared(t, strings.Repeat("x", 900_000)+strings.Repeat("</t></si><si><t>"+strings.Repeat("x", 900_000), 80), `<c t="s"><v>0</v></c>`),
		"one text in many cells": shared(t, strings.Repeat("x", 1_000_000), strings.Repeat(`<c t="s"><v>0</v></c>`, 200)),
		"one endless line":       bytes.Repeat([]byte("a;"), MaxBytes/2),
		"an endless field":       append([]byte("Nama;NIK\n\""), bytes.Repeat([]byte("a\n"), MaxBytes/3)...),
	} {
		before, peak := inUse(), uint64(0)
		done, stopped := make(chan bool), make(chan bool)
		go func() {
			defer close(stopped)
			sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			for {
				metrics.Read(sample)
				peak = max(peak, sample[0].Value.Uint64())
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
				}
			}
		}()
		if reason(data) == "" {
			t.Errorf("%s: read", name)
		}
		close(done)
		<-stopped
		grown := (int64(peak) - int64(before)) >> 20
		t.Logf("%s: %d MB", name, grown)
		if grown > 300 {
			t.Errorf("%s: %d MB", name, grown)
		}
	}
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestText(t *testing.T) {
	utf16 := func(order string) []byte {
		var b []byte
		for _, r := range "Nama\tKec\r\nAsép\tLembang\r\n" {
			if order == "le" {
				b = append(b, byte(r), byte(r>>8))
			} else {
				b = append(b, byte(r>>8), byte(r))
			}
		}
		return b
	}
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"semicolons":              {[]byte("Nama;TTL\r\nAsép;\"Bandung, 1-2-1990\"\r\n"), []string{"1:A=Nama|B=TTL", "2:A=Asép|B=Bandung, 1-2-1990"}},
		"with a mark":             {[]byte("\xef\xbb\xbfNama;TTL\nAsép;x\n"), []string{"1:A=Nama|B=TTL", "2:A=Asép|B=x"}},
		"commas":                  {[]byte("Nama,TTL,HP\nAsep,\"Bandung, 1-2-1990\",0812\n"), []string{"1:A=Nama|B=TTL|C=HP", "2:A=Asep|B=Bandung, 1-2-1990|C=0812"}},
		"tabs":                    {[]byte("Nama\tTTL\nAsep\tBandung, 1-2-1990; sore\n"), []string{"1:A=Nama|B=TTL", "2:A=Asep|B=Bandung, 1-2-1990; sore"}},
		"bars":                    {[]byte("Nama|TTL\nAsep|x\n"), []string{"1:A=Nama|B=TTL", "2:A=Asep|B=x"}},
		"said by the first line":  {[]byte("sep=|\nNama;x|TTL\nAsep|y\n"), []string{"1:A=Nama;x|B=TTL", "2:A=Asep|B=y"}},
		"semicolons, many commas": {[]byte("Nama;TTL\nA, b;c, d, e\nA, b;c, d, e\n"), []string{"1:A=Nama|B=TTL", "2:A=A, b|B=c, d, e", "3:A=A, b|B=c, d, e"}},
		"one column":              {[]byte("Nama\nAsep\n"), []string{"1:A=Nama", "2:A=Asep"}},
		"Windows-1252":            {[]byte("Nama;Kec\nAs\xe9p \x93x\x94;Lembang\n"), []string{"1:A=Nama|B=Kec", "2:A=Asép “x”|B=Lembang"}},
		"UTF-16, little end":      {append([]byte("\xff\xfe"), utf16("le")...), []string{"1:A=Nama|B=Kec", "2:A=Asép|B=Lembang"}},
		"UTF-16, big end":         {append([]byte("\xfe\xff"), utf16("be")...), []string{"1:A=Nama|B=Kec", "2:A=Asép|B=Lembang"}},
		"UTF-16 without a mark":   {utf16("le"), []string{"1:A=Nama|B=Kec", "2:A=Asép|B=Lembang"}},
		"line breaks in a field":  {[]byte("Nama;NIK\n\"Asep\nS.Sos\";1\n\nUjang;2\n"), []string{"1:A=Nama|B=NIK", "2:A=Asep\nS.Sos|B=1", "3:A=Ujang|B=2"}},
		"blank fields":            {[]byte("Nama;NIK\n;\n ;2\n"), []string{"1:A=Nama|B=NIK", "3:B=2"}},
		"figures kept as text":    {[]byte("Nama;NIK\nAsep;=\"3217\"\n"), []string{"1:A=Nama|B=NIK", "2:A=Asep|B=3217"}},
		"many commas in a column": {[]byte("Nama;NIK;Alamat\nAsep;3217016806899001;Kp. A, RT 1, RW 2, Desa B\nUjang;3217016806899002;Kp. C, RT 1, RW 2, Desa D\nEuis;3217016806899003;Kp. E, RT 1, RW 2, Desa F\nAi;3217016806899004;Kp. G, RT 1, RW 2, Desa H\n"),
			[]string{"1:A=Nama|B=NIK|C=Alamat", "2:A=Asep|B=3217016806899001|C=Kp. A, RT 1, RW 2, Desa B", "3:A=Ujang|B=3217016806899002|C=Kp. C, RT 1, RW 2, Desa D",
				"4:A=Euis|B=3217016806899003|C=Kp. E, RT 1, RW 2, Desa F", "5:A=Ai|B=3217016806899004|C=Kp. G, RT 1, RW 2, Desa H"}},
		"carriage returns alone": {[]byte("Nama;NIK\rAsep;1\r"), []string{"1:A=Nama|B=NIK", "2:A=Asep|B=1"}},
		"one more in a field":    {[]byte("Nama;NIK\r\"Asep\nS.Sos\";1\rUjang;2\r"), []string{"1:A=Nama|B=NIK", "2:A=Asep\nS.Sos|B=1", "3:A=Ujang|B=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, c.data)
			if !b.CSV || len(b.Sheets) != 1 || b.Sheets[0].Name != "" {
				t.Errorf("book: %+v", b)
			}
			want(t, dump(t, b.Sheets[0]), c.want...)
		})
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "data.xlsx") // named like a workbook, and text
	if err := os.WriteFile(file, []byte("Nama;NIK\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := Open(file)
	if err != nil || !b.CSV {
		t.Fatalf("%+v, %v", b, err)
	}
	want(t, dump(t, b.Sheets[0]), "1:A=Nama|B=NIK")
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(dir, "missing")); !os.IsNotExist(err) {
		t.Errorf("missing: %v", err)
	}
	var e *Error
	if _, err := Open(dir); !errors.As(err, &e) || e.Reason != NotSheet {
		t.Errorf("a folder: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Nama;NIK\n\"Asep\nx\";3217016806899001\n"))
	f.Add([]byte("\xff\xfeN\x00a\x00"))
	f.Add([]byte("sep=,\na,b\n"))
	f.Add([]byte("a\tb\r\"c"))
	f.Add(zipOf(f, parts(`<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c></row></sheetData><mergeCell ref="B2:C3"/></worksheet>`)))
	f.Add(workbookOf(f, func(f *excelize.File) { put(f, "Sheet1", map[string]any{"A1": "Nama"}) }))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, data) })
}

func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="5"><c r="C5" t="inlineStr"><is><t>tiga</t></is></c><c r="A5"><v>1.5E3</v></c></row>`)
	f.Add(`<row><c t="s"><v>1</v></c></row><row r="1"><c r="ZZZZZ1"><v>1</v></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		sound(t, zipOf(t, parts(`<worksheet><sheetData>`+rows+`</sheetData><mergeCells><mergeCell ref="A1:C3"/></mergeCells></worksheet>`)))
	})
}

// sound fails where a file gives an error that is no Error, or rows that are out of order.
func sound(t *testing.T, data []byte) {
	b, err := Read(bytes.NewReader(data), int64(len(data)))
	var e *Error
	if err != nil {
		if !errors.As(err, &e) {
			t.Fatalf("%v", err)
		}
		return
	}
	for _, s := range b.Sheets {
		last := 0
		for row, err := range s.Rows() {
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatalf("%v", err)
				}
				break
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %+v after %d", row, last)
			}
			last = row.Number
			for i, c := range row.Cells {
				if c.Text == "" || c.Column < 0 || c.Column >= MaxColumns || i > 0 && c.Column <= row.Cells[i-1].Column {
					t.Fatalf("cells %+v", row.Cells)
				}
			}
		}
	}
}
