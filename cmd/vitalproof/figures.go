package main

import (
	"fmt"
	"strings"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/daily"
	"vitalproof/circuits/panel"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
)

// dataFigure is one figure of an export, for its owner's eyes.
type dataFigure struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// figuresOf are the figures of a window that claims about its metric are decided
// on. Those of glucose, with its indices, are windowFigures.
func figuresOf(w *statement.Window, days int) ([]dataFigure, error) {
	switch w.Metric.Family() {
	case claim.Series:
		return seriesFigures(w)
	case claim.Daily:
		return dailyFigures(w, days), nil
	case claim.Panel:
		return panelFigures(w, days), nil
	}
	return codeFigures(w)
}

func seriesFigures(w *statement.Window) ([]dataFigure, error) {
	s, err := series.Measure(w.Metric, w.Slots(), series.AllDay)
	if err != nil {
		return nil, err
	}
	figures := []dataFigure{
		{"slots", fmt.Sprintf("%d of %d filled (%s)", s.N, s.Expected, figure(number(s.Coverage()), 2, " %"))},
		{"night", fmt.Sprintf("%d of %d filled", s.NightN, s.NightExpected)},
		{"longest gap", fmt.Sprintf("%d clock hours without a reading", s.LongestGap)},
		{"mean", figure(number(s.Mean()), 1, " "+w.Metric.Unit())},
	}
	for i, r := range w.Metric.Rows() {
		if r.Form == claim.ShareAtLeast || r.Form == claim.ShareAtMost {
			share := figure(number(100*float64(s.Counts[i])/float64(s.N)), 2, " %")
			figures = append(figures, dataFigure{r.Phrase, fmt.Sprintf("%s (%d)", share, s.Counts[i])})
		}
	}
	return figures, nil
}

func dailyFigures(w *statement.Window, days int) []dataFigure {
	s := daily.Measure(w.Page, days, 0)
	figures := []dataFigure{{"days", fmt.Sprintf("%d of %d have a value", s.N, s.Days)}}
	if s.N == 0 {
		return figures
	}
	unit := w.Metric.Unit()
	figures = append(figures,
		dataFigure{"mean", fmt.Sprintf("%.1f %s", float64(s.Sum)/float64(s.N), unit)},
		dataFigure{"lowest", fmt.Sprintf("%d %s", s.Lowest, unit)},
		dataFigure{"highest", fmt.Sprintf("%d %s", s.Highest, unit)})
	for _, r := range w.Metric.Rows() {
		if r.Form != claim.Level {
			continue
		}
		for _, level := range r.Values {
			at := daily.Measure(w.Page, days, uint64(level))
			figures = append(figures, dataFigure{
				"at " + strings.TrimPrefix(r.Condition(claim.Bound{Value: level}), "= "),
				fmt.Sprintf("%d days, %d in a row", at.AtLevel, at.Run),
			})
		}
	}
	return figures
}

func panelFigures(w *statement.Window, days int) []dataFigure {
	all := panel.Measurements(w.Page, days)
	figures := []dataFigure{{"measurements", fmt.Sprintf("%d, the latest first", len(all))}}
	channels := w.Metric.Channels()
	for _, m := range all {
		numbers := []string{fmt.Sprintf("%d %s", m.A, channels[0].Unit)}
		if len(channels) > 1 {
			numbers = append(numbers, fmt.Sprintf("%d %s", m.B, channels[1].Unit))
		}
		figures = append(figures, dataFigure{(w.EndDay - claim.Day(m.Age)).String(), strings.Join(numbers, ", ")})
	}
	return figures
}

func codeFigures(w *statement.Window) ([]dataFigure, error) {
	var texts []string
	for _, word := range w.Page {
		if word == 0 {
			break
		}
		text, err := statement.FormatCode(w.Metric, word)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return []dataFigure{{"codes", fmt.Sprintf("%d: %s", len(texts), strings.Join(texts, ", "))}}, nil
}
