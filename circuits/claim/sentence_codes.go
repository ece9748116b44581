package claim

import "fmt"

func (c Claim) codesSentence() string {
	which := "a code of the complete sealed list of " + c.Metric.Name() + " codes is"
	if c.Bound("member").Value == MemberNotIn {
		which = "no code of the complete sealed list of " + c.Metric.Name() + " codes is"
	}
	return fmt.Sprintf("As of a day %s, %s in the set 0x%x", c.ending(), which, c.Set)
}
