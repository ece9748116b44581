package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestReadmeTranscript runs the commands of README's transcript in one
// directory, with the exit codes and first words that README states.
func TestReadmeTranscript(t *testing.T) {
	if testing.Short() {
		t.Skip("passphrases that take work, and the key of 30 days")
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	script := readmeScript(withoutChain(t, string(readme)))
	if n := strings.Count(script, "vitalproof "); n < 9 {
		t.Fatalf("README's transcript has only %d commands", n)
	}
	path := filepath.Join(t.TempDir(), "readme.txtar")
	if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               []string{path},
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			// The user's own cache: the key of 30 days takes a while to make.
			e.Setenv("XDG_CACHE_HOME", cache)
			for name := range readmePorts { // README's own may be taken
				address, err := freeAddress()
				if err != nil {
					return err
				}
				e.Setenv(name, address[strings.LastIndexByte(address, ':')+1:])
			}
			if strings.Contains(script, "localhost:$"+chainPort) {
				_, stop, err := startAnvil(e.Getenv(chainPort))
				if err != nil {
					return err
				}
				t.Cleanup(stop)
			}
			e.Setenv("PASS", filepath.Join(e.WorkDir, "pass"))
			return os.WriteFile(filepath.Join(e.WorkDir, "pass"), []byte(testPassphrase+"\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": cmdExits, "firstfield": cmdFirstfield},
	})
}

// readmePorts are README's ports, by the variables that stand for them in the script.
var readmePorts = map[string]string{"PORT": "localhost:8443", "FIGURES": "localhost:9464", chainPort: "localhost:8545"}

// chainPort stands for the port of the chain, which README has its reader start in
// another terminal.
const chainPort = "CHAIN"

// withoutChain leaves the section about contracts out where there is no chain to
// run it on.
func withoutChain(t *testing.T, readme string) string {
	if _, err := findAnvil(); err == nil || os.Getenv("CI") == "true" {
		return readme
	}
	before, section, found := strings.Cut(readme, "\n## Pay on a chain\n")
	if !found {
		return readme
	}
	t.Log("the section about contracts is left out: there is no anvil")
	_, after, _ := strings.Cut(section, "\n## ")
	return before + "\n## " + after
}

// readmeScript turns console blocks into a script: commands begin with "$ ", a
// line after one is the beginning of its output.
func readmeScript(readme string) string {
	var out strings.Builder
	inside := false
	for _, line := range strings.Split(readme, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case !inside || line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "$ "):
			out.WriteString(scriptLine(strings.TrimPrefix(line, "$ ")) + "\n")
		default:
			out.WriteString("stdout '" + line[:strings.IndexAny(line+" ", " (")] + "'\n")
		}
	}
	return out.String()
}

// capture is how README keeps the first word of a command's output, which is an id.
var capture = regexp.MustCompile(`^([A-Z]+)=\$\((vitalproof .*) \| head -n 1 \| cut -d ' ' -f 1\)$`)

func scriptLine(command string) string {
	command, comment, _ := strings.Cut(command, "    # ")
	command = strings.ReplaceAll(command, `"`, "'")
	for _, needs := range []string{"issuer new", "holder new", "holder card", "seal ", "prove "} {
		if strings.HasPrefix(command, "vitalproof "+needs) {
			command += " --passphrase-file $PASS"
		}
	}
	for name, port := range readmePorts {
		command = strings.ReplaceAll(command, port, "localhost:$"+name)
	}
	if code, ok := strings.CutPrefix(comment, "exit code "); ok {
		return "exits " + code + " " + command
	}
	if m := capture.FindStringSubmatch(command); m != nil {
		return "exec " + m[2] + "\nfirstfield " + m[1]
	}
	if before, file, ok := strings.Cut(command, " > "); ok {
		return "exec " + before + "\ncp stdout " + file
	}
	if setting, ok := strings.CutPrefix(command, "export "); ok {
		return "env " + setting
	}
	if command == "kill %1" { // the one job in the background
		return "kill -INT\nwait"
	}
	if strings.HasPrefix(command, "vitalproof ") {
		return "exec " + command
	}
	return command // mkdir and cp are script commands as well
}
