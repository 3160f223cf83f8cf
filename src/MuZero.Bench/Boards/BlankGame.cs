namespace MuZero.Bench.Boards;

/// <summary>A game for two players with a given number of actions and no rules, for searches whose network does not look at the
/// position.</summary>
public sealed class BlankGame(int actions) : IGame
{
    /// <inheritdoc/>
    public GameSpec Spec { get; } = new()
    {
        Id = "blank",
        Players = 2,
        Actions = actions,
        Observation = ObservationShape.Vector(1),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
        Turns = TurnModel.Alternating,
        MaxLength = 1,
    };

    /// <inheritdoc/>
    public IGameState NewGame(ulong seed) => new State(Spec.Actions);

    private sealed class State(int actions) : IGameState
    {
        public int ToPlay => 0;

        public int LegalActions(Span<int> legal)
        {
            for (int action = 0; action < actions; action++)
            {
                legal[action] = action;
            }

            return actions;
        }

        public Transition Apply(int action) => throw new NotSupportedException("A blank game cannot be played.");

        public void Rewards(Span<float> rewards) => rewards.Clear();

        public void Observe(int player, Span<float> observation) => observation.Clear();

        public IGameState Clone() => new State(actions);

        public string Render() => "";
    }
}
