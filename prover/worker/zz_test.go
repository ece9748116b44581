package worker
import ("context";"testing";"time";"syscall";"os";"strings";"strconv";"google.golang.org/protobuf/proto";"vitalproof/prover/wire";v1 "vitalproof/proto/vitalproof/v1")
func cpu(pid int) float64 { b,_:=os.ReadFile("/proc/"+strconv.Itoa(pid)+"/stat"); f:=strings.Fields(string(b[strings.LastIndex(string(b),")")+2:])); u,_:=strconv.Atoi(f[11]); s,_:=strconv.Atoi(f[12]); return float64(u+s)/100 }
func TestZZ(t *testing.T) {
	_ = syscall.SIGKILL
	in := input(t, throughputCircuit)
	loop := bareLoop(t, in)
	b0 := time.Now()
	for range 10 { m := new(v1.ProofInput); proto.Unmarshal(in, m); x, err := wire.Decode(m); if err!=nil{t.Fatal(err)}; x.Judge() }
	t.Log("decode+judge", time.Since(b0)/10)
	for _, th := range []int{2,1} {
	o := options(allHonest); o.Workers=1; o.Threads=th
	p := newPool(t, o)
	warm(t, 1, func(ctx2 context.Context) error { _,_,e:=p.Prove(ctx2, throughputCircuit, in, ignore); return e })
	pid := pids(p)[0]
	for range 2 {
	c0 := cpu(os.Getpid()); for range 8 { loop(t.Context()) }; c1 := cpu(os.Getpid())
	d0 := cpu(pid); for range 8 { p.Prove(t.Context(), throughputCircuit, in, ignore) }; d1 := cpu(pid)
	t.Logf("threads %d cpu/proof bare %.3f child %.3f", th, (c1-c0)/8, (d1-d0)/8)
	}
	}
}
