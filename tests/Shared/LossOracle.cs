using System.Text.Json;
using MuZero.Files.Safetensors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;

namespace MuZero.Tests.Shared;

/// <summary>The cases of tests/oracle/muzero_loss.json: fixed weights and batch, and what PyTorch makes of them.</summary>
internal sealed class LossOracle(JsonElement root)
{
    private readonly JsonElement _case = root.GetProperty("case");

    public static LossOracle Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "oracle", "muzero_loss.json")));
        return new LossOracle(document.RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("case").GetProperty("name").GetString() == name).Clone());
    }

    public JsonElement Expected => root.GetProperty("expected");

    public NetworkShape Shape => new()
    {
        Game = "oracle",
        GameVersion = 1,
        Observation = new ObservationShape(Number("planes"), Number("height"), Number("width")),
        Actions = Number("actions"),
        ActionPlanes = ActionEncoding.Of(Game, Kind).Planes,
        Kind = Kind,
        Dynamics = true,
        ValueBins = Number("bins"),
        RewardBins = Number("bins"),
        Channels = Number("channels"),
        Blocks = Number("blocks"),
        HeadChannels = Number("head_channels"),
        LatentSize = Number("latent"),
        HiddenSize = Number("hidden"),
    };

    public IGame Game => new SpecGame(new GameSpec
    {
        Id = "oracle",
        Players = 1,
        Actions = Number("actions"),
        Observation = new ObservationShape(Number("planes"), Number("height"), Number("width")),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Single,
        MaxLength = 1,
    });

    public ActionTable Actions(NetworkShape shape) => ActionTable.Of(Game, shape);

    public double ValueWeight => _case.GetProperty("value_weight").GetDouble();

    public int UnrollSteps => Number("k");

    public int BatchSize => Number("batch");

    private NetworkKind Kind => Enum.Parse<NetworkKind>(_case.GetProperty("kind").GetString()!);

    public WeightSnapshot Weights()
    {
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in Shape.ToMetadata())
        {
            writer.AddMetadata(key, value);
        }

        foreach (JsonProperty shape in root.GetProperty("shapes").EnumerateObject())
        {
            long[] dimensions = [.. shape.Value.EnumerateArray().Select(side => side.GetInt64())];
            float[] numbers = Floats(root.GetProperty("weights").GetProperty(shape.Name));
            if (shape.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                writer.Add(shape.Name, dimensions, Array.ConvertAll(numbers, number => (long)number));
            }
            else
            {
                writer.Add(shape.Name, dimensions, numbers);
            }
        }

        return new WeightSnapshot(1, writer.ToArray());
    }

    public TrainingBatch Batch()
    {
        JsonElement from = root.GetProperty("batch");
        TrainingBatch batch = new(BatchSize, UnrollSteps, Shape.Observation.Length, Shape.Actions);
        foreach ((string name, float[] target) in new (string, float[])[]
        {
            ("observations", batch.Observations), ("values", batch.Values), ("value_mask", batch.ValueMask), ("rewards", batch.Rewards),
            ("reward_mask", batch.RewardMask), ("policies", batch.Policies), ("policy_mask", batch.PolicyMask), ("weights", batch.Weights),
        })
        {
            Floats(from.GetProperty(name)).CopyTo(target, 0);
        }

        Array.ConvertAll(Floats(from.GetProperty("actions")), action => (int)action).CopyTo(batch.Actions, 0);
        return batch;
    }

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    /// <summary>Each number within 1e-4 of the largest of its tensor.</summary>
    public static void AssertClose(JsonElement expected, ReadOnlySpan<float> actual, string what)
    {
        float[] numbers = Floats(expected);
        Assert.Equal(numbers.Length, actual.Length);
        float largest = numbers.Max(MathF.Abs);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.True(MathF.Abs(numbers[i] - actual[i]) <= 1e-4f * Math.Max(largest, 1e-3f),
                $"{what}[{i}]: PyTorch {numbers[i]}, ours {actual[i]}");
        }
    }

    private int Number(string name) => _case.GetProperty(name).GetInt32();
}
