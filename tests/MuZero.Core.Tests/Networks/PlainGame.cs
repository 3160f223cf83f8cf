using MuZero.Games;

namespace MuZero.Core.Tests.Networks;

/// <summary>A specification without rules.</summary>
internal class PlainGame(ObservationShape observation, int actions, float minReturn = -1.0f, float maxReturn = 1.0f) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "plain",
        Players = 1,
        Actions = actions,
        Observation = observation,
        MinReturn = minReturn,
        MaxReturn = maxReturn,
        Turns = TurnModel.Single,
        MaxLength = 1,
    };

    public IGameState NewGame(ulong seed) => throw new NotSupportedException();
}
