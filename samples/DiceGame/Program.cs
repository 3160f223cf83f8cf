// Trains the game of Pig for some seconds and shows what the agent does.
// dotnet run --project samples/DiceGame [-- SECONDS [RUN-DIRECTORY]]
using System.Globalization;
using MuZero;
using MuZero.Games;

int seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
string directory = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), $"pig-{Environment.ProcessId}");
Pig game = new();

Console.WriteLine($"Training for {seconds} s in {directory} ...");
using Agent agent = Agent.Train(game, directory, $$"""{"algorithm": "muzero", "stop": {"time_total_s": {{seconds}} } }""");

Random dice = new(1);
IGameState state = game.NewGame(seed: 0);
float[] probabilities = new float[game.Spec.ChanceOutcomes];
while (state.ToPlay != Player.Terminal)
{
    if (state.ToPlay == Player.Chance)
    {
        ((IChance)state).ChanceProbabilities(probabilities);
        state.Apply(Draw(probabilities, dice.NextSingle()));
        continue;
    }

    int action = agent.BestMove(state);
    Console.WriteLine($"{state.Render()}: {((IActionText)state).ActionText(action)}");
    state.Apply(action);
}

Console.WriteLine(state.Render());

static int Draw(ReadOnlySpan<float> probabilities, float at)
{
    int outcome = 0;
    while (outcome < probabilities.Length - 1 && at >= probabilities[outcome])
    {
        at -= probabilities[outcome++];
    }

    return outcome;
}
