// Trains the 2 x 3 version of the eight-puzzle for some seconds, and lets the agent solve it.
// dotnet run --project samples/Puzzle [-- SECONDS [RUN-DIRECTORY]]
using System.Globalization;
using MuZero;
using MuZero.Games;

int seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
string directory = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), $"puzzle-{Environment.ProcessId}");
SlidingTiles game = new();

Console.WriteLine($"Training for {seconds} s in {directory} ...");
using Agent agent = Agent.Train(game, directory, $$"""{"algorithm": "alphazero", "stop": {"time_total_s": {{seconds}} } }""");

IGameState state = game.NewGame(seed: 7);
int moves = 0;
while (state.ToPlay != Player.Terminal)
{
    Console.WriteLine(state.Render());
    int action = agent.BestMove(state);
    Console.WriteLine($"-> {((IActionText)state).ActionText(action)}");
    state.Apply(action);
    moves++;
}

Console.WriteLine(state.Render());
Console.WriteLine($"The game ended after {moves} moves.");
