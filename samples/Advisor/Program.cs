// Trains tic-tac-toe, then plays against you: type a cell such as b2.
// dotnet run --project samples/Advisor [-- SECONDS [RUN-DIRECTORY]]
using System.Globalization;
using MuZero;
using MuZero.Games;
using MuZero.Games.TicTacToe;

int seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
string directory = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), $"advisor-{Environment.ProcessId}");
TicTacToeGame game = new();

Console.WriteLine($"Training for {seconds} s in {directory} ...");
using Agent agent = Agent.Train(game, directory, $$"""{"algorithm": "alphazero", "stop": {"time_total_s": {{seconds}} } }""");

IGameState state = game.NewGame(seed: 0);
int[] legal = new int[game.Spec.Actions];
while (state.ToPlay != Player.Terminal)
{
    Console.WriteLine();
    Console.WriteLine(state.Render());
    if (state.ToPlay == 1)
    {
        state.Apply(agent.BestMove(state));
        continue;
    }

    Analysis advice = agent.Analyse(state);
    string best = string.Join(", ", advice.Moves.Take(3).Select(move => $"{move.Text} ({move.Visits})"));
    Console.WriteLine($"value {advice.Value:+0.00;-0.00}, advice: {best}");
    Console.Write("your move > ");
    if (Console.ReadLine() is not { } typed)
    {
        break;
    }

    int count = state.LegalActions(legal);
    int chosen = Array.FindIndex(legal, 0, count, action => ((IActionText)state).ActionText(action) == typed.Trim());
    if (chosen < 0)
    {
        Console.WriteLine($"'{typed}' is not a legal move.");
        continue;
    }

    state.Apply(legal[chosen]);
}

Console.WriteLine();
Console.WriteLine(state.Render());
Console.WriteLine("The game is over.");
