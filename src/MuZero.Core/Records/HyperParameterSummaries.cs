using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MuZero.Records.Wire;
using Value = Google.Protobuf.WellKnownTypes.Value;

namespace MuZero.Records;

/// <summary>A hyper-parameter of a study as TensorBoard lists it.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Low">The least value, if it is a number from a range.</param>
/// <param name="High">The largest value, if it is a number from a range.</param>
/// <param name="Choices">The choices, if it is not from a range: text, numbers, true and false.</param>
internal sealed record HyperParameter(string Name, double? Low = null, double? High = null, IReadOnlyList<object?>? Choices = null);

/// <summary>Writes the records that TensorBoard's HParams plugin reads: the study's parameters and metrics into the study's directory, the
/// values and the end of each trial into the trial's directory (tensorboard, plugins/hparams, plugin_data.proto).</summary>
/// <remarks>The tuner calls <see cref="WriteExperiment"/> when a study begins, <see cref="WriteStart"/> before a trial's run begins, and
/// <see cref="WriteEnd"/> after it ended. Each call makes a small event file of its own; TensorBoard joins the files of a directory, and
/// takes the newest of several starts. 'tensorboard --logdir STUDY' shows one row per trial.</remarks>
internal static class HyperParameterSummaries
{
    private const string Plugin = "hparams";
    private const int Float = 1;

    /// <summary>Describes a study.</summary>
    /// <param name="directory">The study's directory.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="parameters">The parameters that trials have.</param>
    /// <param name="metrics">The results to show per trial, under their names in the trials' event files.</param>
    /// <param name="clock">Gives the time of creation.</param>
    public static void WriteExperiment(
        string directory, string name, IEnumerable<HyperParameter> parameters, IEnumerable<string> metrics, TimeProvider clock)
    {
        Experiment experiment = new() { Name = name, TimeCreatedSecs = Seconds(clock) };
        experiment.HparamInfos.Add(parameters.Select(Info));
        experiment.MetricInfos.Add(metrics.Select(metric => new MetricInfo { Name = new MetricName { Tag = metric } }));
        Write(directory, clock, "experiment", new HParamsPluginData { Experiment = experiment });
    }

    /// <summary>Records the values of a trial that starts.</summary>
    /// <param name="directory">The trial's run directory.</param>
    /// <param name="values">The values by the parameters' names: text, numbers, true, false or null.</param>
    /// <param name="clock">Gives the time of the start.</param>
    /// <param name="group">The same text for trials that differ by their seed only; empty for a trial of its own.</param>
    public static void WriteStart(string directory, IReadOnlyDictionary<string, object?> values, TimeProvider clock, string group = "")
    {
        SessionStartInfo start = new() { GroupName = group, StartTimeSecs = Seconds(clock) };
        foreach ((string name, object? value) in values)
        {
            start.Hparams[name] = ValueOf(value);
        }

        Write(directory, clock, "session_start_info", new HParamsPluginData { SessionStartInfo = start });
    }

    /// <summary>Records the end of a trial.</summary>
    /// <param name="directory">The trial's run directory.</param>
    /// <param name="hasSucceeded">False if it failed; a pruned trial has succeeded.</param>
    /// <param name="clock">Gives the time of the end.</param>
    public static void WriteEnd(string directory, bool hasSucceeded, TimeProvider clock)
    {
        SessionEndInfo end = new() { Status = hasSucceeded ? Status.Success : Status.Failure, EndTimeSecs = Seconds(clock) };
        Write(directory, clock, "session_end_info", new HParamsPluginData { SessionEndInfo = end });
    }

    private static HParamInfo Info(HyperParameter parameter)
    {
        HParamInfo info = new() { Name = parameter.Name };
        if (parameter.Choices is { Count: > 0 } choices)
        {
            info.Type = TypeOf(choices);
            info.DomainDiscrete = new ListValue();
            info.DomainDiscrete.Values.Add(choices.Select(choice => info.Type == DataType.String ? Value.ForString(TextOf(choice))
                : ValueOf(choice)));
        }
        else
        {
            info.Type = DataType.Float64;
            info.DomainInterval = parameter is { Low: { } low, High: { } high } ? new Interval { MinValue = low, MaxValue = high } : null;
        }

        return info;
    }

    // The plugin has no mixed lists.
    private static DataType TypeOf(IReadOnlyList<object?> choices) => choices.All(choice => choice is bool) ? DataType.Bool
        : choices.All(choice => choice is double or float or long or int) ? DataType.Float64
        : DataType.String;

    private static Value ValueOf(object? value) => value switch
    {
        bool isTrue => Value.ForBool(isTrue),
        double or float or long or int => Value.ForNumber(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Value.ForString(TextOf(value)),
    };

    private static string TextOf(object? value) => value switch
    {
        null => "null",
        bool isTrue => isTrue ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static double Seconds(TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    // The plugin reads the metadata; the tensor [1] is there because a value must have one.
    private static void Write(string directory, TimeProvider clock, string tag, HParamsPluginData content)
    {
        Tensor tensor = new() { Dtype = Float, TensorShape = new Tensor.Types.Shape() };
        tensor.TensorShape.Dim.Add(new Tensor.Types.Shape.Types.Dimension { Size = 1 });
        tensor.FloatVal.Add(0f);
        Summary summary = new();
        summary.Value.Add(new Summary.Types.Value
        {
            Tag = $"_hparams_/{tag}",
            Tensor = tensor,
            Metadata = new SummaryMetadata
            {
                PluginData = new SummaryMetadata.Types.PluginData { PluginName = Plugin, Content = content.ToByteString() },
            },
        });
        TensorBoardWriter.WriteFile(directory, clock, $".{Plugin}", summary);
    }
}
