using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>A game that is never played: a spec to build networks for.</summary>
internal sealed class SpecGame(ObservationShape observation, int actions, float maxReturn = 1.0f) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "spec",
        Players = 1,
        Actions = actions,
        Observation = observation,
        MinReturn = -maxReturn,
        MaxReturn = maxReturn,
        Turns = TurnModel.Single,
        MaxLength = 1,
    };

    public IGameState NewGame(ulong seed) => throw new NotSupportedException("A spec cannot be played.");
}
