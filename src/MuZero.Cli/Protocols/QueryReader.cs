using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace MuZero.Cli.Protocols;

/// <summary>Reads queries: {"id": 1, "moves": ["d4", 17], "position": "...", "seed": 0, "simulations": 100, "seconds": 0.5,
/// "includePolicy": true}. Only the id is required. Used by one thread.</summary>
/// <param name="game">The game of the positions.</param>
/// <param name="simulations">Simulations of a query that names none.</param>
internal sealed class QueryReader(IGame game, int simulations)
{
    private const int MostSimulations = 1_000_000;
    private const double LeastSeconds = 0.001;
    private const double MostSeconds = 3_600.0;

    private static readonly string[] _keys = ["id", "moves", "position", "seed", "simulations", "seconds", "includePolicy"];

    private readonly int[] _legal = new int[game.Spec.Actions];
    private readonly ChancePlay _chance = new(game.Spec);

    /// <summary>The query of a line.</summary>
    /// <param name="line">The line's bytes; null for one that was too long.</param>
    /// <param name="id">The query's id, if the line has one.</param>
    /// <exception cref="UserException">The line is not a valid query.</exception>
    public AnalysisQuery Read(byte[]? line, out JsonNode? id)
    {
        id = null;
        if (line is null)
        {
            throw UserException.Usage($"The line has more than {QueryLines.LongestLine:N0} bytes. Split it.");
        }

        if (!Utf8.IsValid(line))
        {
            throw UserException.Usage("The line is not valid UTF-8. Write JSON in UTF-8.");
        }

        using JsonDocument document = Parse(line);
        JsonElement query = document.RootElement;
        if (query.ValueKind != JsonValueKind.Object)
        {
            throw UserException.Usage("""The line is not a JSON object. Write {"id": 1, "moves": []}.""");
        }

        id = Id(query);
        foreach (JsonProperty property in query.EnumerateObject())
        {
            if (!_keys.Contains(property.Name))
            {
                throw UserException.Usage(
                    $"'{property.Name}' is not a key of a query.{NearestName.Suggest(property.Name, _keys)} "
                    + $"Keys: {string.Join(", ", _keys)}.");
            }
        }

        bool includePolicy = query.TryGetProperty("includePolicy", out JsonElement policy) && Flag(policy);
        TimeSpan? time = query.TryGetProperty("seconds", out JsonElement seconds) ? Seconds(seconds) : null;
        int? count = query.TryGetProperty("simulations", out JsonElement number) ? Simulations(number) : time is null ? simulations : null;
        return new AnalysisQuery(id, State(query), count, time, includePolicy);
    }

    private static JsonDocument Parse(byte[] line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException fault)
        {
            throw UserException.Usage($"The line is not valid JSON: {fault.Message}");
        }
    }

    private static JsonValue Id(JsonElement query)
        => query.TryGetProperty("id", out JsonElement id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? JsonValue.Create(id.Clone())!
            : throw UserException.Usage("The query has no id. Give it one, a string or a number.");

    private static bool Flag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw UserException.Usage($"includePolicy is {Short(value)}; it must be true or false.");

    private static int Simulations(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 1 and <= MostSimulations
            ? number
            : throw UserException.Usage($"simulations is {Short(value)}; it must be a whole number from 1 to {MostSimulations:N0}.");

    private static TimeSpan Seconds(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is >= LeastSeconds and <= MostSeconds
            ? TimeSpan.FromSeconds(number)
            : throw UserException.Usage($"seconds is {Short(value)}; it must be a number from {LeastSeconds} to {MostSeconds}.");

    private IGameState State(JsonElement query)
    {
        IGameState state = First(query);
        int length = 0;
        if (query.TryGetProperty("moves", out JsonElement moves))
        {
            if (moves.ValueKind != JsonValueKind.Array)
            {
                throw UserException.Usage($"moves is {Short(moves)}; it must be a list of moves.");
            }

            foreach (JsonElement move in moves.EnumerateArray())
            {
                length++;
                _ = state.Apply(Action(state, move, length));
            }
        }

        return state.ToPlay switch
        {
            Player.Chance => throw UserException.Usage("The position waits for an outcome of chance. Add it to moves, as a number."),
            Player.Terminal => throw UserException.Usage("The game is over in this position, so there is no move to analyse."),
            _ => state,
        };
    }

    private IGameState First(JsonElement query)
    {
        ulong seed = 0;
        if (query.TryGetProperty("seed", out JsonElement number)
            && !(number.ValueKind == JsonValueKind.Number && number.TryGetUInt64(out seed)))
        {
            throw UserException.Usage($"seed is {Short(number)}; it must be a whole number of at least 0.");
        }

        if (!query.TryGetProperty("position", out JsonElement position))
        {
            return game.NewGame(seed);
        }

        if (game is not IPositionText text)
        {
            throw UserException.Usage($"{game.Spec.Id} cannot read positions. Give the moves that lead there.");
        }

        return position.ValueKind == JsonValueKind.String
            ? text.ReadPosition(position.GetString()!)
            : throw UserException.Usage($"position is {Short(position)}; it must be a string.");
    }

    // A legal action, or at a chance node an outcome.
    private int Action(IGameState state, JsonElement move, int number)
    {
        string text = move.ValueKind switch
        {
            JsonValueKind.String => move.GetString()!,
            JsonValueKind.Number => move.GetRawText(),
            _ => throw UserException.Usage($"Move {number} is {Short(move)}; it must be a string or a number."),
        };
        if (state.ToPlay == Player.Terminal)
        {
            throw UserException.Usage($"Move {number}, '{Short(text)}', follows the end of the game. Leave it out.");
        }

        if (state.ToPlay == Player.Chance)
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int outcome) && _chance.Allows(state, outcome)
                ? outcome
                : throw UserException.Usage($"Move {number}, '{Short(text)}', is not a possible outcome of chance.");
        }

        // A number is an action; a string of digits may be a game's own text.
        int? action = move.ValueKind == JsonValueKind.Number
            ? MoveText.FindNumber(state, text, _legal)
            : MoveText.Find(state, text, _legal);
        return action
            ?? throw UserException.Usage(
                $"Move {number}, '{Short(text)}', is not legal there. Write moves as 'play' shows them, or as numbers of actions.");
    }

    private static string Short(JsonElement value) => Short(value.GetRawText());

    private static string Short(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
