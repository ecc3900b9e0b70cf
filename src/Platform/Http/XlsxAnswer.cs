using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Platform.Http;

/// <summary>
/// Rows as a sheet of Office Open XML (ECMA-376), written row by row into a file on disk and then sent: the format cannot be
/// sent before its end is known. A text is a text there, whatever it begins with; numbers are numbers.
/// </summary>
/// <param name="name">File name.</param>
/// <param name="sheet">Name of the sheet, at most 31 characters.</param>
/// <param name="head">Names of the columns.</param>
/// <param name="rows">The rows: a <see cref="decimal"/> or <see cref="long"/> is a number, a <see cref="DateOnly"/> a date, null an empty cell, all else text.</param>
public sealed class XlsxAnswer(string name, string sheet, IEnumerable<string> head, IAsyncEnumerable<IEnumerable<object?>> rows) : IResult, IActionResult
{
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Most rows of a sheet (Excel's limit is 1,048,576). What is longer is for CSV.</summary>
    private const int MostRows = 1_000_000;

    private const uint HeadStyle = 1;
    private const uint DayStyle = 2;
    private const uint AmountStyle = 3;

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ExecuteAsync(context.HttpContext);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stop = httpContext.RequestAborted;
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await WriteAsync(file, stop);
        file.Position = 0;
        var response = httpContext.Response;
        response.ContentType = Type;
        response.ContentLength = file.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        await file.CopyToAsync(response.Body, stop);
    }

    private async Task WriteAsync(Stream file, CancellationToken cancellationToken)
    {
        using var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var part = book.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(part))
        {
            writer.WriteStartElement(new Worksheet());
            // The head stays in sight.
            writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
            writer.WriteStartElement(new SheetData());
            Write(writer, head, HeadStyle);
            var written = 0;
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                Write(writer, row, style: 0);
                if (++written == MostRows)
                {
                    break;
                }
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        book.Workbook = new Workbook(new Sheets(new Sheet { Name = sheet, SheetId = 1, Id = book.GetIdOfPart(part) }));
    }

    private static void Write(OpenXmlWriter writer, IEnumerable<object?> cells, uint style)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells)
        {
            writer.WriteElement(Cell(cell, style));
        }

        writer.WriteEndElement();
    }

    private static Cell Cell(object? value, uint style) => value switch
    {
        null => new Cell(),
        decimal number => new Cell { CellValue = new CellValue(number), StyleIndex = AmountStyle },
        long number => new Cell { CellValue = new CellValue(number.ToString(CultureInfo.InvariantCulture)) },
        // Days since the day before the first of 1900, which Excel takes for a leap year.
        DateOnly day => new Cell { CellValue = new CellValue((day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture)), StyleIndex = DayStyle },
        _ => new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(value.ToString()!) { Space = SpaceProcessingModeValues.Preserve }), StyleIndex = style },
    };

    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 4, ApplyNumberFormat = true }));
}
