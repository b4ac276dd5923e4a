package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// workbookWriter writes an .xlsx row by row. Excelize makes the workbook around the rows: styles, widths, the frozen head,
// how it prints. The rows themselves go straight into the zip: excelize's own stream keeps them in a temporary file first,
// where personal numbers would stand in the open, and stay there after a crash.
type workbookWriter struct {
	table   Table
	zip     *zip.Writer
	sheet   *bufio.Writer // the part being written
	tail    []byte        // of it, after the rows
	columns []string      // their letters
	styles  styles
	row     int
}

// maxSheetRows is where Excel's sheets end.
const maxSheetRows = 1_048_576

func writeWorkbook(w io.Writer, t Table) (Writer, error) {
	f := frame{table: t, file: excelize.NewFile()}
	defer f.file.Close()
	whole, styles, err := f.build()
	if err != nil {
		return nil, fmt.Errorf("make a workbook: %w", err)
	}
	ww := &workbookWriter{table: t, zip: zip.NewWriter(w), styles: styles}
	for i := range t.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		ww.columns = append(ww.columns, name)
	}
	if err := ww.begin(whole); err != nil {
		return nil, err
	}
	return ww, ww.head()
}

// sheetPart is the part of a workbook of one sheet that holds its rows.
const sheetPart = "xl/worksheets/sheet1.xml"

// begin copies the empty workbook, and opens its sheet where the rows belong.
func (ww *workbookWriter) begin(whole []byte) error {
	empty, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		return err
	}
	var before []byte
	for _, part := range empty.File {
		if part.Name == sheetPart {
			if before, ww.tail, err = aroundRows(part); err != nil {
				return err
			}
			continue
		}
		if err := ww.zip.Copy(part); err != nil {
			return err
		}
	}
	part, err := ww.zip.Create(sheetPart)
	if err != nil {
		return err
	}
	ww.sheet = bufio.NewWriterSize(part, 64<<10)
	return ww.put(string(before), "<sheetData>")
}

// head writes what stands above the rows. An empty row parts the title from the heads.
func (ww *workbookWriter) head() error {
	for i, line := range ww.table.Title {
		style := ww.styles.plain
		if i == 0 {
			style = ww.styles.title
		}
		if err := ww.line(line, style); err != nil {
			return err
		}
	}
	if ww.row > 0 {
		ww.row++
	}
	if err := ww.open(); err != nil {
		return err
	}
	for i, c := range ww.table.Columns {
		if err := ww.text(i, ww.styles.head, plain(c.Head)); err != nil {
			return err
		}
	}
	return ww.put("</row>")
}

func (ww *workbookWriter) Row(cells ...any) error {
	values, err := ww.table.checked(cells)
	if err != nil {
		return err
	}
	if err := ww.open(); err != nil {
		return err
	}
	for i, v := range values {
		if v == nil {
			continue
		}
		style := ww.styles.of[ww.table.Columns[i].Kind]
		text, number := typedCell(ww.table.Columns[i].Kind, v)
		if number {
			err = ww.put(`<c r="`, ww.columns[i], strconv.Itoa(ww.row), `" s="`, strconv.Itoa(style), `"><v>`, text, `</v></c>`)
		} else {
			err = ww.text(i, style, text)
		}
		if err != nil {
			return err
		}
	}
	return ww.put("</row>")
}

func (ww *workbookWriter) Note(line string) error { return ww.line(line, ww.styles.plain) }

func (ww *workbookWriter) Close() error {
	if err := ww.put("</sheetData>", string(ww.tail)); err != nil {
		return err
	}
	return errors.Join(ww.sheet.Flush(), ww.zip.Close())
}

func (ww *workbookWriter) line(text string, style int) error {
	if err := ww.open(); err != nil {
		return err
	}
	if err := ww.text(0, style, plain(text)); err != nil {
		return err
	}
	return ww.put("</row>")
}

// open begins the next row.
func (ww *workbookWriter) open() error {
	if ww.row++; ww.row > maxSheetRows {
		return fmt.Errorf("a sheet of Excel has %d rows at most", maxSheetRows)
	}
	return ww.put(`<row r="`, strconv.Itoa(ww.row), `">`)
}

// text writes a cell whose text can be nothing else: an inline string is never a formula.
func (ww *workbookWriter) text(column, style int, text string) error {
	err := ww.put(`<c r="`, ww.columns[column], strconv.Itoa(ww.row), `" s="`, strconv.Itoa(style), `" t="inlineStr"><is><t xml:space="preserve">`)
	if err != nil {
		return err
	}
	if _, err := markup.WriteString(ww.sheet, escape(text)); err != nil {
		return err
	}
	return ww.put(`</t></is></c>`)
}

// markup keeps a text from being read as markup; plain has left nothing else in it that XML doesn't take.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (ww *workbookWriter) put(parts ...string) error {
	for _, p := range parts {
		if _, err := ww.sheet.WriteString(p); err != nil {
			return err
		}
	}
	return nil
}

// escape keeps what looks like one of Excel's escaped characters from being read as one: see unescape.
func escape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		const length = len("_x0041_")
		if text[i] == '_' && len(text)-i >= length && escaped.MatchString(text[i:i+length]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// exact is how many figures a number of Excel keeps.
const exact = 1_000_000_000_000_000

// typedCell writes a value as a cell holds it, and says whether it is a number there. What no number can be, a day before
// March 1900 or more figures than a number keeps, is text.
func typedCell(k Kind, v any) (text string, number bool) {
	switch v := v.(type) {
	case time.Time:
		days := daysOf(v)
		if days < 61 || v.Year() > 9999 {
			return v.Format("02-01-2006"), false
		}
		if k == Date {
			return strconv.Itoa(days), true
		}
		h, m, s := v.Clock()
		return strconv.FormatFloat(float64(days)+float64(h*3600+m*60+s)/86400, 'f', 10, 64), true
	case int64:
		return strconv.FormatInt(v, 10), -exact < v && v < exact
	case Share:
		return strconv.FormatFloat(float64(v.Part)/float64(v.Whole), 'f', -1, 64), true
	}
	return v.(string), false
}

// daysOf counts a day as Excel does. It takes 1900 for a leap year, so that the count is right from its March on.
func daysOf(t time.Time) int {
	y, m, d := t.Date()
	const day, first = 24 * 60 * 60, -2209161600 // 30 December 1899
	return int((time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() - first) / day)
}

// frame is an empty workbook in the making.
type frame struct {
	table Table
	file  *excelize.File
}

// styles are the numbers of the cells' looks.
type styles struct {
	plain, title, head int
	of                 map[Kind]int
}

var formats = map[Kind]string{Text: "@", Date: "dd-mm-yyyy", Moment: "dd-mm-yyyy hh:mm:ss", Integer: "#,##0", Money: `"Rp"#,##0`, Percent: "0.0%"}

var widths = map[Kind]int{Text: 24, Date: 13, Moment: 20, Integer: 12, Money: 18, Percent: 10}

// build returns the bytes of the workbook without rows.
func (f frame) build() ([]byte, styles, error) {
	look, err := f.styles()
	if err != nil {
		return nil, look, err
	}
	name := f.table.Name
	steps := []func() error{
		func() error { return f.file.SetSheetName("Sheet1", name) },
		f.setWidths,
		f.freeze,
		f.setPrint,
		func() error {
			now := time.Now().UTC().Format(time.RFC3339)
			return f.file.SetDocProps(&excelize.DocProperties{Creator: "Pilar", LastModifiedBy: "Pilar", Created: now, Modified: now, Title: name})
		},
		func() error { return f.file.SetAppProps(&excelize.AppProperties{Application: "Pilar"}) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, look, err
		}
	}
	b, err := f.file.WriteToBuffer()
	if err != nil {
		return nil, look, err
	}
	return b.Bytes(), look, nil
}

func (f frame) styles() (s styles, err error) {
	border := []excelize.Border{{Type: "bottom", Style: 1, Color: "5F6B6A"}}
	s.of = map[Kind]int{}
	add := func(into *int, style excelize.Style) {
		if err == nil {
			*into, err = f.file.NewStyle(&style)
		}
	}
	add(&s.plain, excelize.Style{})
	add(&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	add(&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, Border: border, Alignment: &excelize.Alignment{Vertical: "bottom", WrapText: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EFEE"}}})
	for kind, format := range formats {
		var n int
		add(&n, excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
		s.of[kind] = n
	}
	return s, err
}

func (f frame) setWidths() error {
	for i, c := range f.table.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width := c.Width
		if width == 0 {
			width = max(widths[c.Kind], utf8.RuneCountInString(c.Head)+2)
		}
		if err := f.file.SetColWidth(f.table.Name, name, name, float64(width)); err != nil {
			return err
		}
		if c.Hidden {
			if err := f.file.SetColVisible(f.table.Name, name, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// headRow is the row of the heads.
func (f frame) headRow() int {
	if len(f.table.Title) == 0 {
		return 1
	}
	return len(f.table.Title) + 2
}

func (f frame) freeze() error {
	return f.file.SetPanes(f.table.Name, &excelize.Panes{Freeze: true, YSplit: f.headRow(), TopLeftCell: "A" + strconv.Itoa(f.headRow()+1), ActivePane: "bottomLeft"})
}

// setPrint lays the sheet across A4, as wide as the paper, with the heads on each page.
func (f frame) setPrint() error {
	across, a4, one, any, yes := "landscape", 9, 1, 0, true
	err := f.file.SetPageLayout(f.table.Name, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &any})
	if err != nil {
		return err
	}
	if err := f.file.SetSheetProps(f.table.Name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	return f.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: f.table.Name,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", f.table.Name, f.headRow(), f.headRow())})
}
