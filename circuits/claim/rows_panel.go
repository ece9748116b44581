package claim

import (
	"errors"
	"fmt"
	"math/bits"
)

// What Take may say.
const (
	TakeLatest    = 0  // the latest measurement of the window
	TakeAverage   = 1  // the average of the last TakeLast
	TakeAll       = 2  // every measurement of the window
	TakeDayLowest = 3  // the lowest of each number on the latest day with one
	PanelLength   = 64 // measurements that a seal covers
)

// Amount is what a panel's limit bounds, as a fraction of a measurement's two
// numbers a and b: (A*a + B*b) / D with D = 1, b*b or a.
type Amount struct {
	Name    string
	Phrase  string // in a sentence: "a systolic pressure"
	A, B    uint64
	Divisor Divisor
	Scale   int // decimals: the bound v stands for v / 10^Scale
	Unit    string
	Lo, Hi  uint32 // of the amount, in its last decimal, rounded outward; from the channels' bounds
}

// Divisor is what an amount is divided by.
type Divisor uint8

// The divisors.
const (
	ByOne Divisor = iota
	ByBSquared
	ByA
)

// Amounts lists what limits of a panel metric bound.
func (m Metric) Amounts() []Amount {
	switch m {
	case BloodPressure:
		return []Amount{
			{"systolic", "a systolic pressure", 1, 0, ByOne, 0, "mmHg", 20, 350},
			{"diastolic", "a diastolic pressure", 0, 1, ByOne, 0, "mmHg", 10, 250},
		}
	case HbA1c:
		return []Amount{{"hba1c", "an HbA1c", 1, 0, ByOne, 1, "%", 20, 250}}
	case BMI:
		// a in 0.1 kg, b in cm: a/10 / (b/100)^2 = 1000 a / b^2, in tenths 10000 a / b^2.
		return []Amount{{"bmi", "a BMI", 10000, 0, ByBSquared, 1, "kg/m2", 2, 40625}}
	case AHI:
		// b events in a minutes: 60 b / a an hour, in tenths 600 b / a.
		return []Amount{{"ahi", "an AHI", 0, 600, ByA, 1, "/h", 0, 2400000}}
	case Cholesterol:
		return []Amount{{"cholesterol", "a total cholesterol", 1, 0, ByOne, 0, "mg/dL", 20, 2000}}
	case GlucoseLab:
		return []Amount{{"glucose", "a glucose", 1, 0, ByOne, 0, "mg/dL", 10, 2000}}
	case Age:
		return []Amount{{"age", "an age", 1, 0, ByOne, 0, "years", 1, 130}}
	}
	return nil
}

// boundBits is the width of a bound on the amount: that of a measurement's number,
// or more if a quotient can be larger. The largest bound, which is no limit, then
// lies above every amount.
func (a Amount) boundBits() int { return max(ChannelBits, bits.Len32(a.Hi)) }

func panelRows(m Metric) []Row {
	rows := []Row{
		{Name: "take", Key: "take", Form: Take, Op: Choice, Bits: 2, Choices: []string{"latest", "average", "all", "lowest of the latest day"}},
		{Name: "last", Key: "last", Form: TakeLast, Op: Exactly, Bits: 7, Never: [2]uint32{2, 2}, Always: [2]uint32{PanelLength + 1, PanelLength + 1}},
		{Name: "occasions", Key: "occasions", Form: Occasions, Op: AtLeast, Bits: 7,
			Never: [2]uint32{PanelLength + 1, PanelLength}, Always: [2]uint32{2, 2}, Unit: "days"},
	}
	for i, a := range m.Amounts() {
		for _, op := range []Op{AtLeast, AtMost} {
			r := Row{Name: a.Name + "Least", Key: a.Name, Form: AmountAtLeast, Op: op, Bits: a.boundBits(), HasStrict: true,
				Decimals: a.Scale, Unit: a.Unit, Index: i, Phrase: a.Phrase}
			if op == AtMost {
				r.Name, r.Form, r.None = a.Name+"Most", AmountAtMost, 1<<r.Bits-1
			}
			r.Never, r.Always = between(op, a.Lo, a.Hi)
			rows = append(rows, r)
		}
	}
	return rows
}

// checkPanel: an average is of a stated number of measurements, and nothing else
// is; occasions are counted among several measurements; an amount that is a
// quotient has no average and no lowest; and bounds that leave no amount are met by
// none. The days are 0 if the window is not known yet.
func checkPanel(m Metric, l Limits, days int) error {
	var take, last, occasions uint32
	rows := m.Rows()
	for i := range rows {
		switch rows[i].Form {
		case Take:
			take = l[i].Value
		case TakeLast:
			last = l[i].Value
		case Occasions:
			occasions = l[i].Value
		}
	}
	if (take == TakeAverage) != (last > 0) {
		return errors.New("take = average and last = a number of measurements belong together")
	}
	if err := checkOccasions(take, last, occasions, days); err != nil {
		return err
	}
	for i, a := range m.Amounts() {
		if err := checkAmount(rows, l, i, a, take); err != nil {
			return err
		}
	}
	return nil
}

func checkOccasions(take, last, occasions uint32, days int) error {
	most := uint32(1) // the latest measurement and the latest day are one
	switch take {
	case TakeAverage:
		most = last
	case TakeAll:
		most = PanelLength - 1 // a full page may not be all of the window
	}
	switch {
	case occasions > 0 && (take == TakeLatest || take == TakeDayLowest):
		return errors.New("occasions are of take = average or take = all")
	case occasions > most:
		return fmt.Errorf("occasions: no %d measurements are of %d days", most, occasions)
	case days > 0 && int(occasions) > days:
		return errors.New("occasions: more days than the window has")
	}
	return nil
}

// checkAmount reports limits on an amount that do not fit what is taken or each
// other.
func checkAmount(rows []Row, l Limits, index int, a Amount, take uint32) error {
	if a.Divisor != ByOne && (take == TakeAverage || take == TakeDayLowest) {
		return errors.New(a.Name + ": a quotient has no average and no lowest of a day")
	}
	least, most := Bound{}, Bound{}
	for i := range rows {
		switch {
		case rows[i].Form == AmountAtLeast && rows[i].Index == index:
			least = l[i]
		case rows[i].Form == AmountAtMost && rows[i].Index == index:
			most = l[i]
		}
	}
	if take == TakeDayLowest && least != (Bound{}) {
		return errors.New(a.Name + ": the lowest of the latest day has limits from above only")
	}
	empty := least.Value > most.Value || least.Value == most.Value && (least.Strict || most.Strict)
	if a.Divisor == ByOne && take != TakeAverage {
		// Whole numbers: none lies between two neighbors.
		empty = empty || least.Strict && most.Strict && least.Value+1 == most.Value
	}
	if empty {
		return errors.New(a.Name + ": nothing meets both limits")
	}
	return nil
}
