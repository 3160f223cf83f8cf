using BenchmarkDotNet.Attributes;

namespace MuZero.Benchmarks.Kernels;

/// <summary>The work of a search once per expanded node: priors from logits.</summary>
public class SearchKernels
{
    private float[] _logits = [];
    private float[] _priors = [];
    private bool[] _legal = [];

    [Params(9, 82, 361)]
    public int Actions { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        Random random = new(1);
        int padded = (Actions + 15) / 16 * 16;
        (_logits, _priors, _legal) = (new float[padded], new float[padded], new bool[Actions]);
        for (int action = 0; action < Actions; action++)
        {
            (_logits[action], _legal[action]) = (random.NextSingle(), action % 3 != 1);
        }
    }

    [Benchmark(Baseline = true)]
    public int Softmax() => Search.Tree.Softmax.Masked(_logits, Actions, [], _priors);

    [Benchmark]
    public int MaskedSoftmax() => Search.Tree.Softmax.Masked(_logits, Actions, _legal, _priors);
}
