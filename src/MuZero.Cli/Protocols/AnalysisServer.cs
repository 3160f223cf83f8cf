using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuZero.Cli.Protocols;

/// <summary>Answers queries, a line each, on all cores and in any order. A line that is not a valid query gets an error; the next is
/// answered.</summary>
internal sealed class AnalysisServer(Agent agent, TextWriter output, int threads, int simulations)
{
    private static readonly JsonWriterOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly QueryLines _lines = new(threads);
    private readonly Lock _gate = new();

    /// <summary>Answers all queries of a stream.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; outstanding queries are not answered.</exception>
    public void Run(Stream input, CancellationToken stop)
    {
        Task[] parts =
        [
            Start(() => Read(input)),
            .. Enumerable.Range(0, threads).Select(_ => Start(AnswerAll)),
        ];
        for (List<Task> open = [.. parts]; open.Count > 0;)
        {
            int ended = Task.WaitAny([.. open], stop);
            open[ended].GetAwaiter().GetResult();
            open.RemoveAt(ended);
        }
    }

    private static Task Start(Action part)
        => Task.Factory.StartNew(part, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(Stream input)
    {
        try
        {
            _lines.ReadAll(input);
        }
        finally
        {
            _lines.Complete();
        }
    }

    private void AnswerAll()
    {
        QueryReader reader = new(agent.Game, simulations);
        ArrayBufferWriter<byte> answers = new();
        while (_lines.Take() is { Count: > 0 } lines)
        {
            List<AnalysisQuery> queries = [];
            foreach (byte[]? line in lines)
            {
                JsonNode? id = null;
                try
                {
                    queries.Add(GameFault.Guard(agent.Game.Spec, () => reader.Read(line, out id)));
                }
                catch (UserException fault)
                {
                    WriteError(answers, id, fault.Message);
                }
            }

            // A position with a time of its own has the thread for itself.
            foreach (AnalysisQuery[] group in queries.Where(query => query.Time is null).GroupBy(query => query.Simulations)
                .Select(group => group.ToArray()).Concat(queries.Where(query => query.Time is not null).Select(query => new[] { query })))
            {
                Answer(group, answers);
            }

            Flush(answers);
        }
    }

    // Positions of the same number of simulations are searched side by side.
    private void Answer(AnalysisQuery[] queries, ArrayBufferWriter<byte> answers)
    {
        try
        {
            IReadOnlyList<Analysis> analyses = GameFault.Guard(
                agent.Game.Spec,
                () => queries[0].Time is { } time
                    ? [agent.Analyse(queries[0].State, time, queries[0].Simulations ?? 0)]
                    : agent.Analyse(Array.ConvertAll(queries, query => query.State), queries[0].Simulations!.Value));
            for (int i = 0; i < queries.Length; i++)
            {
                Write(answers, queries[i], analyses[i]);
            }
        }
        catch (Exception fault) when (fault is UserException or OutOfMemoryException)
        {
            string reason = fault is UserException
                ? fault.Message
                : $"Not enough memory for {queries[0].Simulations ?? agent.Simulations:N0} simulations. Ask for fewer.";
            Array.ForEach(queries, query => WriteError(answers, query.Id, reason));
        }
    }

    private void Write(ArrayBufferWriter<byte> answers, AnalysisQuery query, Analysis analysis)
    {
        using Utf8JsonWriter json = new(answers, _relaxed);
        json.WriteStartObject();
        WriteId(json, query.Id);
        json.WriteStartArray("moveInfos");
        int order = 0;
        bool IsBest(MoveAnalysis move) => move.Action == analysis.BestMove;
        foreach (MoveAnalysis move in analysis.Moves.OrderByDescending(IsBest).ThenByDescending(move => move.Visits))
        {
            if (move.Visits > 0 || order == 0)
            {
                WriteMove(json, query.State, move, order++);
            }
        }

        json.WriteEndArray();
        json.WriteStartObject("rootInfo");
        WriteFinite(json, "value", analysis.Value);
        json.WriteNumber("visits", analysis.Simulations);
        json.WriteNumber("player", query.State.ToPlay);
        json.WriteEndObject();
        if (query.IncludePolicy)
        {
            WritePolicy(json, analysis);
        }

        json.WriteEndObject();
        End(json, answers);
    }

    private static void WriteMove(Utf8JsonWriter json, IGameState state, MoveAnalysis move, int order)
    {
        json.WriteStartObject();
        json.WriteString("move", move.Text);
        json.WriteNumber("action", move.Action);
        json.WriteNumber("visits", move.Visits);
        WriteFinite(json, "value", move.Q);
        WriteFinite(json, "prior", move.Prior);
        json.WriteStartArray("pv");
        MoveText.Words(state, move.Variation).ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteNumber("order", order);
        json.WriteEndObject();
    }

    // Of every action; -1 for illegal ones.
    private void WritePolicy(Utf8JsonWriter json, Analysis analysis)
    {
        float[] priors = new float[agent.Game.Spec.Actions];
        Array.Fill(priors, -1.0f);
        foreach (MoveAnalysis move in analysis.Moves)
        {
            priors[move.Action] = move.Prior;
        }

        json.WriteStartArray("policy");
        Array.ForEach(priors, json.WriteNumberValue);
        json.WriteEndArray();
    }

    private static void WriteError(ArrayBufferWriter<byte> answers, JsonNode? id, string message)
    {
        using Utf8JsonWriter json = new(answers, _relaxed);
        json.WriteStartObject();
        WriteId(json, id);
        json.WriteString("error", message.ReplaceLineEndings(" "));
        json.WriteEndObject();
        End(json, answers);
    }

    private static void WriteId(Utf8JsonWriter json, JsonNode? id)
    {
        json.WritePropertyName("id");
        if (id is null)
        {
            json.WriteNullValue();
        }
        else
        {
            id.WriteTo(json);
        }
    }

    // JSON has no number for what a broken network computes.
    private static void WriteFinite(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void End(Utf8JsonWriter json, ArrayBufferWriter<byte> answers)
    {
        json.Flush();
        answers.Write("\n"u8);
    }

    private void Flush(ArrayBufferWriter<byte> answers)
    {
        string text = Encoding.UTF8.GetString(answers.WrittenSpan);
        answers.ResetWrittenCount();
        lock (_gate)
        {
            output.Write(text);
            output.Flush();
        }
    }
}
