using TorchSharp;
using TorchSharp.Modules;

namespace MuZero.Torch.Tests.Upstream;

/// <summary>Five steps on one loss; the expected parameters come from python3-torch 1.13.1.</summary>
public sealed class OptimizerTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly Parameter _p = torch.nn.Parameter(torch.tensor(new float[] { 1, -2, 0.5f, 3 }));
    private readonly Parameter _q = torch.nn.Parameter(torch.tensor(new[] { 0.1f, -0.4f, 0.7f, 0.2f }, [2, 2]));

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Sgd_MomentumAndDecay_MatchesPyTorch()
        => Check(
            torch.optim.SGD([_p, _q], 0.05, momentum: 0.9, weight_decay: 0.01),
            [0.0514739715f, -0.824093938f, -0.29109621f, 2.59612703f],
            [-0.416062146f, -1.65371084f, -0.327113092f, -0.333608806f]);

    [Fact]
    public void Sgd_Nesterov_MatchesPyTorch()
        => Check(
            torch.optim.SGD([_p, _q], 0.05, momentum: 0.9, nesterov: true),
            [0.316388875f, -0.631884694f, -0.207858771f, 2.51532221f],
            [-0.511325836f, -2.78018165f, -0.353059053f, -0.402656257f]);

    [Fact]
    public void Sgd_WithoutMomentum_MatchesPyTorch()
        => Check(
            torch.optim.SGD([_p, _q], 0.05, weight_decay: 0.1),
            [0.573260665f, -1.50726295f, 0.1587836f, 2.78164935f],
            [-0.0989564657f, -0.820106328f, 0.292563826f, -0.00956831221f]);

    [Fact]
    public void Adam_WithDecay_MatchesPyTorch()
        => Check(
            torch.optim.Adam([_p, _q], 0.05, weight_decay: 0.01),
            [0.755032063f, -1.75063384f, 0.253981858f, 2.75040126f],
            [-0.148328707f, -0.650906622f, 0.453708112f, -0.0473078527f]);

    [Fact]
    public void Adam_AmsGrad_MatchesPyTorch()
        => Check(
            torch.optim.Adam([_p, _q], 0.05, beta1: 0.5, beta2: 0.6, amsgrad: true),
            [0.764861763f, -1.75078976f, 0.261322796f, 2.75050378f],
            [-0.147916168f, -0.651338458f, 0.459926069f, -0.0445484072f]);

    [Fact]
    public void AdamW_WithDecay_MatchesPyTorch()
        => Check(
            torch.optim.AdamW([_p, _q], 0.05, weight_decay: 0.1),
            [0.733093381f, -1.70376158f, 0.244365022f, 2.67876673f],
            [-0.148154587f, -0.638445854f, 0.439242601f, -0.0495694578f]);

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    public void Step_NotContiguous_AgreesWithTheFusedLoop(string kind)
    {
        // The same numbers as a column-major parameter, which takes libtorch's operations instead of our loop.
        using Parameter fused = torch.nn.Parameter(torch.arange(12, torch.float32).view(3, 4) * 0.1);
        using Parameter strided = torch.nn.Parameter((torch.arange(12, torch.float32).view(3, 4) * 0.1).t().contiguous().t());
        using OptimizerHelper first = Make(kind, fused);
        using OptimizerHelper second = Make(kind, strided);

        for (int i = 0; i < 4; i++)
        {
            Descend(first, fused);
            Descend(second, strided);
        }

        Assert.False(strided.is_contiguous());
        Assert.True(torch.allclose(fused, strided, rtol: 1e-5, atol: 1e-7));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    public void StateDict_SavedAndLoaded_ContinuesBitForBit(string kind)
    {
        using OptimizerHelper original = Make(kind, _p);
        Descend(original, _p);
        Descend(original, _p);
        using Parameter copy = torch.nn.Parameter(_p.detach().clone());
        using OptimizerHelper restored = Make(kind, copy);
        using MemoryStream stream = new();

        original.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        restored.load_state_dict(new BinaryReader(stream));
        Descend(original, _p);
        Descend(restored, copy);

        Assert.True(_p.bytes.SequenceEqual(copy.bytes));
    }

    [Fact]
    public void StateDict_LoadedFromAnother_CopiesAndDoesNotShare()
    {
        using Adam original = torch.optim.Adam([_p], 0.05);
        Descend(original, _p);
        using Parameter copy = torch.nn.Parameter(_p.detach().clone());
        using Adam restored = torch.optim.Adam([copy], 0.9);

        restored.load_state_dict(original.state_dict());
        Descend(original, _p);
        Adam.State state = (Adam.State)restored.state_dict().State[0];

        Assert.Equal(1, state.step);
        Assert.False(state.exp_avg.Equals(((Adam.State)original.state_dict().State[0]).exp_avg));
        Assert.Equal(0.05, restored.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void LearningRate_SetBetweenSteps_TakesEffect()
    {
        using SGD optimizer = torch.optim.SGD([_p], 1);
        _p.grad = torch.ones_like(_p);

        foreach (torch.optim.ILearningRateController group in optimizer.ParamGroups)
        {
            group.LearningRate = 0.25;
        }

        optimizer.step();

        TensorAssert.Near([0.75f, -2.25f, 0.25f, 2.75f], _p);
    }

    [Fact]
    public void Step_WithoutGradient_LeavesParameterAndState()
    {
        using Adam optimizer = torch.optim.Adam([_p, _q]);
        _q.grad = torch.ones_like(_q);

        optimizer.step();

        TensorAssert.Near([1, -2, 0.5f, 3], _p);
        Assert.Equal([0L, 1], optimizer.state_dict().State.Select(state => ((Adam.State)state).step));
    }

    [Fact]
    public void ParamGroups_EachWithItsRate_StepByIt()
    {
        SGD.ParamGroup[] groups =
        [
            new() { Parameters = [_p], Options = new SGD.Options { LearningRate = 1 } },
            new() { Parameters = [_q] },
        ];
        using SGD optimizer = torch.optim.SGD(groups, 0.1);
        _p.grad = torch.ones_like(_p);
        _q.grad = torch.ones_like(_q);

        optimizer.step();

        TensorAssert.Near([0, -3, -0.5f, 2], _p);
        TensorAssert.Near([0, -0.5f, 0.6f, 0.1f], _q);
    }

    [Fact]
    public void Step_AfterForward_IsSeenByBackward()
    {
        using SGD optimizer = torch.optim.SGD([_p], 0.1);
        torch.Tensor loss = _p.square().sum();
        _p.grad = torch.ones_like(_p);

        optimizer.step();

        // The recorded graph needs the old values; using the changed ones silently would be a wrong gradient.
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(loss.backward);
    }

    private void Check(OptimizerHelper optimizer, float[] p, float[] q)
    {
        using (optimizer)
        {
            torch.Tensor weights = torch.tensor(new[] { 1f, 0.5f, 2, 0.1f });
            for (int i = 0; i < 5; i++)
            {
                optimizer.zero_grad();
                torch.Tensor loss = (_p * _p * weights).sum() + (_q.sum() * _p[0]) + _q.pow(3).sum();
                loss.backward();
                optimizer.step();
            }
        }

        TensorAssert.Near(p, _p, 1e-5f);
        TensorAssert.Near(q, _q, 1e-5f);
    }

    private static OptimizerHelper Make(string kind, Parameter parameter) => kind switch
    {
        "adam" => torch.optim.Adam([parameter], 0.05, weight_decay: 0.02, amsgrad: true),
        "adamw" => torch.optim.AdamW([parameter], 0.05, weight_decay: 0.02),
        _ => torch.optim.SGD([parameter], 0.05, momentum: 0.9, weight_decay: 0.02),
    };

    private static void Descend(OptimizerHelper optimizer, Parameter parameter)
    {
        optimizer.zero_grad();
        (parameter.pow(4) + parameter.tanh()).sum().backward();
        optimizer.step();
    }
}
