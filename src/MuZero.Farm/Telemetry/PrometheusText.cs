using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MuZero.Farm.Telemetry;

/// <summary>Metrics as Prometheus reads them (text format 0.0.4), collected when they are asked for.</summary>
public sealed class PrometheusText : BaseExporter<Metric>
{
    /// <summary>What /metrics is served as.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _reading = new();
    private string _text = "";

    /// <summary>Collects now and returns the page.</summary>
    public string Read(MetricReader reader)
    {
        lock (_reading)
        {
            reader.Collect();
            return _text;
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        StringBuilder page = new();
        foreach (Metric metric in batch)
        {
            bool counts = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
            string name = metric.Name.Replace('.', '_') + (counts ? "_total" : "");
            page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {metric.Description}\n# TYPE {name} {(counts ? "counter" : "gauge")}\n");
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                page.Append(name);
                AppendLabels(page, point.Tags);
                page.Append(' ').Append(ValueOf(metric.MetricType, point).ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }

        _text = page.ToString();
        return ExportResult.Success;
    }

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum => point.GetSumLong(),
        MetricType.DoubleSum => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
        _ => double.NaN,
    };

    private static void AppendLabels(StringBuilder page, ReadOnlyTagCollection tags)
    {
        char separator = '{';
        foreach ((string name, object? value) in tags)
        {
            page.Append(separator).Append(name.Replace('.', '_')).Append("=\"");
            foreach (char letter in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                _ = letter switch
                {
                    '\\' => page.Append("\\\\"),
                    '"' => page.Append("\\\""),
                    '\n' => page.Append("\\n"),
                    _ => page.Append(letter),
                };
            }

            page.Append('"');
            separator = ',';
        }

        if (separator == ',')
        {
            page.Append('}');
        }
    }
}
