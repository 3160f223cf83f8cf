using MuZero.Core.Tests.Contracts;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Tests.Shared;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

[Collection(ProcessWide.Name)]
public sealed class TorchLearnerTests : LearnerContractTests
{
    private protected override ILearner Create(IGame game, NetworkShape shape, TrainingOptions options, ulong seed)
        => new TorchLearner(Plans.Of(shape, options), ActionTable.Of(game, shape), seed, CPU);
}
