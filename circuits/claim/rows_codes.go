package claim

// What Member may say.
const (
	MemberIn    = 0 // a code of the list is in the set
	MemberNotIn = 1 // no code of the list is in the set
)

func codesRows() []Row {
	return []Row{{Name: "member", Key: "member", Form: Member, Op: Choice, Bits: 1, Choices: []string{"in", "not in"}}}
}
