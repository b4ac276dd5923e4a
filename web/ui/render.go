package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Every piece that stands alone is a component by itself, so that pages and tables can hold it as a value.

func (p Table[T]) Render(ctx context.Context, w io.Writer) error { return table(p).Render(ctx, w) }

func (p PageHead) Render(ctx context.Context, w io.Writer) error { return pageHead(p).Render(ctx, w) }
func (p Letterhead) Render(ctx context.Context, w io.Writer) error {
	return letterhead(p).Render(ctx, w)
}
func (p Badge) Render(ctx context.Context, w io.Writer) error  { return badge(p).Render(ctx, w) }
func (p Link) Render(ctx context.Context, w io.Writer) error   { return linkView(p).Render(ctx, w) }
func (p Button) Render(ctx context.Context, w io.Writer) error { return button(p).Render(ctx, w) }
func (p LinkButton) Render(ctx context.Context, w io.Writer) error {
	return linkButton(p).Render(ctx, w)
}
func (p PostButton) Render(ctx context.Context, w io.Writer) error {
	return postButton(p).Render(ctx, w)
}
func (p Resend) Render(ctx context.Context, w io.Writer) error    { return resend(p).Render(ctx, w) }
func (p Field) Render(ctx context.Context, w io.Writer) error     { return field(p).Render(ctx, w) }
func (p DateField) Render(ctx context.Context, w io.Writer) error { return dateField(p).Render(ctx, w) }
func (p SearchBox) Render(ctx context.Context, w io.Writer) error { return searchBox(p).Render(ctx, w) }
func (p Textarea) Render(ctx context.Context, w io.Writer) error  { return textarea(p).Render(ctx, w) }
func (p Select) Render(ctx context.Context, w io.Writer) error    { return selectView(p).Render(ctx, w) }
func (p Radios) Render(ctx context.Context, w io.Writer) error    { return radios(p).Render(ctx, w) }
func (p Checkbox) Render(ctx context.Context, w io.Writer) error  { return checkbox(p).Render(ctx, w) }
func (p Checkboxes) Render(ctx context.Context, w io.Writer) error {
	return checkboxes(p).Render(ctx, w)
}
func (p FileField) Render(ctx context.Context, w io.Writer) error { return fileField(p).Render(ctx, w) }
func (p Hidden) Render(ctx context.Context, w io.Writer) error    { return hidden(p).Render(ctx, w) }
func (p Reason) Render(ctx context.Context, w io.Writer) error    { return reason(p).Render(ctx, w) }
func (p FormActions) Render(ctx context.Context, w io.Writer) error {
	return formActions(p).Render(ctx, w)
}
func (p ErrorSummary) Render(ctx context.Context, w io.Writer) error {
	return errorSummary(p).Render(ctx, w)
}
func (p Shown) Render(ctx context.Context, w io.Writer) error { return shown(p).Render(ctx, w) }
func (p Flash) Render(ctx context.Context, w io.Writer) error { return flash(p).Render(ctx, w) }
func (p Pager) Render(ctx context.Context, w io.Writer) error { return pager(p).Render(ctx, w) }
func (p SummaryList) Render(ctx context.Context, w io.Writer) error {
	return summaryList(p).Render(ctx, w)
}
func (p EmptyState) Render(ctx context.Context, w io.Writer) error {
	return emptyState(p).Render(ctx, w)
}
func (p Tabs) Render(ctx context.Context, w io.Writer) error     { return tabs(p).Render(ctx, w) }
func (p Changes) Render(ctx context.Context, w io.Writer) error  { return changes(p).Render(ctx, w) }
func (p Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(p).Render(ctx, w) }
func (p Progress) Render(ctx context.Context, w io.Writer) error { return progress(p).Render(ctx, w) }
func (p StatTile) Render(ctx context.Context, w io.Writer) error { return statTile(p).Render(ctx, w) }
func (p StackedBar) Render(ctx context.Context, w io.Writer) error {
	return stackedBar(p).Render(ctx, w)
}
func (p BarChart) Render(ctx context.Context, w io.Writer) error  { return barChart(p).Render(ctx, w) }
func (p ErrorPage) Render(ctx context.Context, w io.Writer) error { return errorPage(p).Render(ctx, w) }

// Text is a string as a component, escaped.
type Text string

// Render writes the text.
func (t Text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, templ.EscapeString(string(t)))
	return err
}

// options are those of a select, the chosen one marked. They are written by hand: a list of the district's places has two
// hundred, on every page that can be filtered by place.
func options(all []Option, chosen string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, o := range all {
			b.WriteString(`<option value="`)
			b.WriteString(templ.EscapeString(o.Value))
			if o.Value == chosen {
				b.WriteString(`" selected>`)
			} else {
				b.WriteString(`">`)
			}
			b.WriteString(templ.EscapeString(o.Label))
			b.WriteString(`</option>`)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// Join puts components one after the other, with a space between.
func Join(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for i, p := range parts {
			if i > 0 {
				if _, err := io.WriteString(w, " "); err != nil {
					return err
				}
			}
			if err := p.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}
