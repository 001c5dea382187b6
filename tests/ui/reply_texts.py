"""Texts of replies for the contact sheets: one for each kind of content."""

_WORDS = f"""A word of two hundred letters: {"pneumono" * 25} and https://example.org/{"a" * 120}

- in a list {"x" * 150}

> in a quote {"y" * 150}

| a | b |
|---|---|
| {"z" * 160} | 1 |
"""
_NESTED = """1. A step with a quote

   > The quote of the step, long enough to be on two lines when the column is narrow, as it is here.
   >
   > - an item in it
   >   > a quote in the item
   >
   > ```sh
   > make run
   > ```

2. A step with code and a table

   ```python
   print("in the list")
   ```

   | a | b |
   |---|--:|
   | 1 | 2 |

   - [x] done
   - [ ] to do
     1. deeper
        - deepest

Between two lists.

100. A long number
101. The next one

> 1000. A longer one in a quote
"""
_MARKS = """Text with `code`, **bold**, *slanted*, ***both***, ~~gone~~, <kbd>Ctrl</kbd>+<kbd>K</kbd>, \
H<sub>2</sub>O, x<sup>2</sup>, [a link](https://example.org), **`bold code`**, \
[`code link`](https://example.org), a note[^1] and \
`a longer piece of code that has to be broken between two lines of the column`.

# One with `code`
## Two with *slant*
### Three with [a link](https://example.org)
#### Four
Text under it.

---

Term: **strong** at the end of **a line that is long enough to be broken right within the strong words**.

[^1]: The note, with `code`.
"""
_HEADINGS = """# A heading of the first level that is long enough to be broken between two lines of it
Text right under it.
## The second level, with `code`
### The third, directly under the second
Text.
#### The fourth
##### The fifth
###### The sixth
Text.

- # A heading in an item
  Text in the item.

> ## A heading in a quote
> Text in the quote.
"""
_LINES = "\n".join(f"line_{number} = {number}  # of many" for number in range(1, 31))
_CODE = f"""Long:

```python
{_LINES}
```

Wide, then of no language, then of one that nobody knows:

```sql
SELECT chats.title, count(*) AS messages, max(created_at) FROM messages JOIN chats ON chats.id = chat_id;
```
```
\tindented by a tab, {"then on and on " * 8}
漢字 и кириллица, emoji 👩‍💻 and ─── lines ───
```
```nosuchlanguage
x := y
```

Empty, and of empty lines:

```json
```
```


```
"""
_COLOURS = """```python
@cache
class Gateway(Base):  # a comment
    \"\"\"Docs.\"\"\"
    limit: int = 0x1F

    async def wait(self, *args) -> str | None:
        raise ValueError(f"{self.limit!r} at {args}") if not args else None
```
```rust
#[derive(Debug)]
pub fn main() -> Result<(), Box<dyn Error>> { let x: &'static str = "a\\n"; println!("{x}"); Ok(()) }
```
```javascript
export const f = async (a = /x+/g) => { await fetch(`${a}/api`); return null; } // done
```
```html
<!DOCTYPE html>
<a href="x" class='y'>text &amp; more</a> <!-- a comment -->
```
```css
.card > a:hover { color: #0e6f8c; margin: 1.5em auto !important; } /* note */
```
```sql
SELECT name, count(*) FROM models WHERE size > 10.5 AND name LIKE '%b' -- big ones
```
```bash
for f in *.md; do echo "$f: ${f%.md}" | grep -v '^#' >> out.txt; done  # all
```
```yaml
# settings
model: &m {name: "qwen3", size: 8.0}
on: [push, true, null]
```
```diff
--- a/x
+++ b/x
@@ -1 +1 @@
-old
+new
 same
```
```c
#include <stdio.h>
static int main(void) { return printf("%d\\n", 'x' + 3); }
```
```pycon
>>> 1 / 0
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ZeroDivisionError: division by zero
```
"""
_WIDE = "| " + " | ".join(f"column {number}" for number in range(12)) + " |"
_TABLES = f"""{_WIDE}
|{"---|" * 12}
{_WIDE.replace("column", "value")}
{_WIDE.replace("column", "a longer value")}

| left | middle | right |
|:--|:-:|--:|
| a cell with many words that have to be broken between two or three lines | ✅ **yes** | 1,234.50 |
| one<br>two | `code` and [a link](https://example.org) | -7 |
| $x^2$ | ![a picture](https://example.org/a.png) | 10 % |

| only a header |
|---|
"""
_RIGHT_TO_LEFT = """# كيف تعمل الطوابير

النص مع `code` و**غامق** و*مائل* و[رابط](https://example.org) و 12.5% و $x^2 + y^2$، ثم سطر طويل بما يكفي \
لينتقل إلى السطر التالي من العمود.

1. الخطوة الأولى
   - داخلية
     - أعمق
2. الخطوة الثانية

   ```python
   print("مرحبا")
   ```

- [x] تم
- [ ] لم يتم

> اقتباس
> > داخل اقتباس

| الاسم | الحجم |
|---|--:|
| صغير | 1.5 GB |

$$
\\frac{a}{b}
$$

English with مرحبا inside, and then

עברית עם English בתוכה.
"""
_NOTES = """A claim[^1], another[^long], and the first again[^1].

| with | a note |
|---|---|
| cell | here[^1] |

The end.

[^1]: A short note with `code` and [a link](https://example.org).
[^long]: A long note, which has many words and is broken between two lines, and then has more below it:

    ```sh
    make check
    ```

    - an item
"""
_QUOTES = """> A quote with **strong** words and `code`.
>
> ### A heading
>
> 1. one
>    - [x] done
> 2. two
>
> $$x = \\frac{1}{2}$$
>
> ---
>
> | a | b |
> |---|---|
> | 1 | 2 |

> [!NOTE]
> Some models write notes like this.

After it.
"""
_WIDE_FORMULAS = r"""In the text $\int_0^\infty \frac{x^3}{e^x - 1}\,dx = \frac{\pi^4}{15}$ among words, and

$$
\begin{aligned} f(x) &= a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 \\
&= \sum_{k=0}^{8} a_k x^k \end{aligned}
$$

$$
a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13}
+ a_{14} + a_{15} + a_{16} + a_{17} + a_{18} = 0
$$

$$\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases} \qquad
\hat{x} = \overline{ab}, \vec{v} \cdot \mathbf{w} \le \|v\|$$

- in an item: $$\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^n = e$$

# With $E = mc^2$ in a heading
"""
WHOLE = {
    "marks": _MARKS, "nested": _NESTED, "words": _WORDS, "headings": _HEADINGS, "code": _CODE,
    "colours": _COLOURS, "tables": _TABLES, "right to left": _RIGHT_TO_LEFT, "notes": _NOTES,
    "quotes": _QUOTES, "wide formulas": _WIDE_FORMULAS,
}  # fmt: skip
