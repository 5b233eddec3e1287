"""Every route x everybody: who may, against a written table. A route without a row fails, and so does a row without a route."""

import re

from coop import db
from coop.accounts import api_tokens, sign_ins
from coop.accounts.facts import Browser, NewToken
from coop.notices import refusals
from coop.web.kit import access

WHO = ("", "stranger", "omar", "layla", "somchai", "mei", "ada")
"""The columns: a visitor; signed in without a role; member of Xiamen; member of IRESEN; liaison officer; organiser; administrator."""

# + answered   s asked to sign in   - forbidden   0 not found   g gone
TABLE = """
GET /                                                       /                                       +++++++
GET /.well-known/security.txt                               /.well-known/security.txt               +++++++
GET /favicon.ico                                            /favicon.ico                            +++++++
GET /healthz                                                /healthz                                +++++++
GET /readyz                                                 /readyz                                 +++++++
GET /robots.txt                                             /robots.txt                             +++++++
GET /sitemap.xml                                            /sitemap.xml                            +++++++
GET /sitemaps/{tag:str}/{name:str}                          /sitemaps/en/conferences-1.xml          +++++++

GET /{locale:str}                                           /en/                                    +++++++
GET /{locale:str}/about                                     /en/about                               +++++++
GET /{locale:str}/accessibility                             /en/accessibility                       +++++++
GET /{locale:str}/api                                       /en/api                                 +++++++
GET /{locale:str}/api/{group:str}                           /en/api/conferences                     +++++++
GET /{locale:str}/help                                      /en/help                                +++++++
GET /{locale:str}/privacy                                   /en/privacy                             +++++++
GET /{locale:str}/search                                    /en/search?q=forum                      +++++++
GET /{locale:str}/themes                                    /en/themes                              +++++++
GET /{locale:str}/themes/{slug:str}                         /en/themes/hydrogen                     +++++++
GET /{locale:str}/dev/parts                                 /en/dev/parts                           +++++++
GET /{locale:str}/feeds                                     /en/feeds                               +++++++
GET /{locale:str}/feeds/{name:str}                          /en/feeds/conferences.ics               +++++++
GET /{locale:str}/feeds/{theme:str}/{name:str}              /en/feeds/hydrogen/conferences.atom     +++++++
GET /{locale:str}/conferences                               /en/conferences                         +++++++
GET /{locale:str}/conferences/month                         /en/conferences/month                   +++++++
GET /{locale:str}/conferences/month/{month:str}             /en/conferences/month/2026-03           +++++++
GET /{locale:str}/conferences/year                          /en/conferences/year                    +++++++
GET /{locale:str}/conferences/year/{year:str}               /en/conferences/year/2026               +++++++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{open}                  +++++++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{open}.ics              +++++++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{mei_draft}             0000+++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{mei_draft}.ics         0000000
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{layla_proposal}        000++++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{layla_draft}           000++++
GET /{locale:str}/conferences/{reference:str}               /en/conferences/{thrown}                ggggggg
GET /{locale:str}/partners                                  /en/partners                            +++++++
GET /{locale:str}/partners/{reference:str}                  /en/partners/{iresen}                   +++++++
GET /{locale:str}/partners/{reference:str}                  /en/partners/{quiet}                    0000+++
GET /{locale:str}/partners/{reference:str}                  /en/partners/{thrown_organisation}      ggggggg
GET /{locale:str}/contacts/{reference:str}                  /en/contacts/{person}                   000++++
GET /{locale:str}/contacts/{reference:str}                  /en/contacts/{former}                   0000+++
GET /{locale:str}/contacts/{reference:str}                  /en/contacts/{shown}                    +++++++
GET /{locale:str}/contacts/{reference:str}                  /en/contacts/{thrown_contact}           0000000
GET /{locale:str}/documents/{reference:str}                 /en/documents/{paper}                   +++++++
GET /{locale:str}/documents/{reference:str}                 /en/documents/{quiet_paper}             0000+++
GET /{locale:str}/documents/{reference:str}                 /en/documents/{thrown_paper}            0000000
GET /{locale:str}/agreements                                /en/agreements                           s-+++++
GET /{locale:str}/agreements/due                            /en/agreements/due                       s-+++++
GET /{locale:str}/agreements/{reference:str}                /en/agreements/{deal}                    000++++
GET /{locale:str}/agreements/{reference:str}                /en/agreements/{drafted_deal}            0000+++
GET /{locale:str}/agreements/{reference:str}                /en/agreements/{secret_deal}             0000+0+
GET /{locale:str}/agreements/{reference:str}                /en/agreements/{thrown_deal}             0000000
GET /{locale:str}/agreements/{reference:str}/sheet          /en/agreements/{deal}/sheet              000++++
GET /{locale:str}/agreements/{reference:str}/sheet          /en/agreements/{secret_deal}/sheet       0000+0+
GET /{locale:str}/projects                                  /en/projects                            +++++++
GET /{locale:str}/projects/{reference:str}                  /en/projects/{joint}                    +++++++
GET /{locale:str}/projects/{reference:str}                  /en/projects/{private}                  000++++
GET /{locale:str}/projects/{reference:str}                  /en/projects/{staff}                    0000+++
GET /{locale:str}/projects/{reference:str}                  /en/projects/{thrown_project}           ggggggg
GET /{locale:str}/series                                    /en/series                              +++++++
GET /{locale:str}/series/{reference:str}                    /en/series/{series}                     +++++++
GET /{locale:str}/sign-in                                   /en/sign-in                             +++++++
GET /{locale:str}/reset                                     /en/reset                               +++++++
GET /{locale:str}/reset/{token:str}                         /en/reset/nothing                       ggggggg
GET /{locale:str}/invitation/{token:str}                    /en/invitation/nothing                  ggggggg

GET /unsubscribe/{token:str}                                /unsubscribe/{refusal}                   +++++++
GET /{locale:str}/unsubscribe/{token:str}                   /en/unsubscribe/{refusal}                +++++++
GET /{locale:str}/unsubscribe/{token:str}                   /en/unsubscribe/nothing                  0000000
GET /{locale:str}/desk                                      /en/desk                                s++++++
GET /{locale:str}/desk/trash                                /en/desk/trash                          s++++++
GET /{locale:str}/desk/account                              /en/desk/account                        s++++++
GET /{locale:str}/desk/account/notices                      /en/desk/account/notices                 s++++++
GET /{locale:str}/desk/mail                                 /en/desk/mail                            s-----+
GET /{locale:str}/desk/mail/{job:str}/again                 /en/desk/mail/1/again                    s-----+
GET /{locale:str}/desk/reminders                            /en/desk/reminders                       s---+-+
GET /{locale:str}/desk/reminders/{rule:str}/end             /en/desk/reminders/1/end                 s---+-+
GET /{locale:str}/desk/account/password                     /en/desk/account/password               s++++++
GET /{locale:str}/desk/account/tokens                       /en/desk/account/tokens                 s++++++
GET /{locale:str}/desk/account/tokens/{token:str}/revoke    /en/desk/account/tokens/{mei_token}/revoke  s0000+0
GET /{locale:str}/desk/conferences                          /en/desk/conferences                    s-+++++
GET /{locale:str}/desk/conferences/new                      /en/desk/conferences/new                s-+++++
GET /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{open}/edit             s----++
GET /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{mei_draft}/edit        s-00-++
GET /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{layla_proposal}/edit   s-0+--+
GET /{locale:str}/desk/conferences/{conference_id:int}/move      /en/desk/conferences/{open}/move             s----++
GET /{locale:str}/desk/conferences/{conference_id:int}/move      /en/desk/conferences/{layla_proposal}/move   s-0---+
GET /{locale:str}/desk/conferences/{conference_id:int}/postpone  /en/desk/conferences/{open}/postpone         s----++
GET /{locale:str}/desk/conferences/{conference_id:int}/cancel    /en/desk/conferences/{open}/cancel           s----++
GET /{locale:str}/desk/conferences/{conference_id:int}/cancel    /en/desk/conferences/{mei_draft}/cancel      s-00-++
GET /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{shared}/edit           s--+-++
GET /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{shared_draft}/edit     s-0+-++
GET /{locale:str}/desk/conferences/{conference_id:int}/shares    /en/desk/conferences/{shared}/shares         s----++
GET /{locale:str}/desk/conferences/{conference_id:int}/shares    /en/desk/conferences/{shared_draft}/shares   s-0--++
GET /{locale:str}/desk/conferences/{conference_id:int}/shares    /en/desk/conferences/{layla_draft}/shares    s-0---+
GET /{locale:str}/desk/conferences/{conference_id:int}/history   /en/desk/conferences/{open}/history          s---+++
GET /{locale:str}/desk/conferences/{conference_id:int}/history   /en/desk/conferences/{layla_draft}/history   s-0++++
GET /{locale:str}/desk/conferences/{conference_id:int}/deadlines/{uuid:uuid}/extend  /en/desk/conferences/{open}/deadlines/{due}/extend  s----++
GET /{locale:str}/desk/partners/new                         /en/desk/partners/new                   s---+-+
GET /{locale:str}/desk/partners/hints                       /en/desk/partners/hints?name=xiamen     s---+-+
GET /{locale:str}/desk/ror                                  /en/desk/ror                            s---+++
GET /{locale:str}/desk/ror/{ror:str}                        /en/desk/ror/00mcjh785                  s---+++
GET /{locale:str}/desk/ror/{ror:str}                        /en/desk/ror/00mcjh786                  s---000
GET /{locale:str}/desk/ror/{ror:str}/link                   /en/desk/ror/00mcjh785/link?organisation={iresen}  s---+-+
GET /{locale:str}/desk/ror/proposals/{proposal:int}/accept  /en/desk/ror/proposals/{proposal}/accept   s---+-+
GET /{locale:str}/desk/ror/proposals/{proposal:int}/decline /en/desk/ror/proposals/{proposal}/decline  s---+-+
GET /{locale:str}/desk/duplicates                           /en/desk/duplicates                     s---+-+
GET /{locale:str}/desk/duplicates/{pair:int}/decline        /en/desk/duplicates/{pair}/decline      s---+-+
GET /{locale:str}/desk/duplicates/{pair:int}/restore        /en/desk/duplicates/{pair}/restore      s---+-+
GET /{locale:str}/desk/partners/options                     /en/desk/partners/options               s-+++++
GET /{locale:str}/desk/partners/{partner:str}/edit          /en/desk/partners/{iresen}/edit         s--++-+
GET /{locale:str}/desk/partners/{partner:str}/edit          /en/desk/partners/{quiet}/edit          s-00+-+
GET /{locale:str}/desk/partners/{partner:str}/history       /en/desk/partners/{iresen}/history      s--++-+
GET /{locale:str}/desk/partners/{partner:str}/history       /en/desk/partners/{quiet}/history       s-00+-+
GET /{locale:str}/desk/partners/{partner:str}/restore       /en/desk/partners/{iresen}/restore      s---+-+
GET /{locale:str}/desk/partners/{partner:str}/trash         /en/desk/partners/{iresen}/trash        s---+-+
GET /{locale:str}/desk/contacts                             /en/desk/contacts                       s---+++
GET /{locale:str}/desk/contacts/new                         /en/desk/contacts/new                   s---+-+
GET /{locale:str}/desk/contacts/hints                       /en/desk/contacts/hints?email=a@b       s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/edit          /en/desk/contacts/{person}/edit         s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/edit          /en/desk/contacts/{thrown_contact}/edit s---0-0
GET /{locale:str}/desk/contacts/{contact:str}/move          /en/desk/contacts/{person}/move         s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/history       /en/desk/contacts/{person}/history      s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/erase         /en/desk/contacts/{person}/erase        s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/export        /en/desk/contacts/{person}/export       s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/restore       /en/desk/contacts/{person}/restore      s---+-+
GET /{locale:str}/desk/contacts/{contact:str}/trash         /en/desk/contacts/{person}/trash        s---+-+
GET /{locale:str}/desk/partners/{partner:str}/relations     /en/desk/partners/{iresen}/relations    s---+-+
GET /{locale:str}/desk/partners/{owner:str}/documents       /en/desk/partners/{iresen}/documents    s--++-+
GET /{locale:str}/desk/partners/{owner:str}/documents       /en/desk/partners/{quiet}/documents     s-00+-+
GET /{locale:str}/desk/documents/{document:str}/edit        /en/desk/documents/{paper}/edit         s--++-+
GET /{locale:str}/desk/documents/{document:str}/edit        /en/desk/documents/{quiet_paper}/edit   s-00+-+
GET /{locale:str}/desk/documents/{document:str}/restore     /en/desk/documents/{paper}/restore      s--++-+
GET /{locale:str}/desk/documents/{document:str}/trash       /en/desk/documents/{paper}/trash        s--++-+
GET /{locale:str}/desk/agreements/new                       /en/desk/agreements/new                  s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/edit      /en/desk/agreements/{deal}/edit          s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/sign      /en/desk/agreements/{deal}/sign          s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/move      /en/desk/agreements/{deal}/move          s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/renew     /en/desk/agreements/{deal}/renew         s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/history   /en/desk/agreements/{deal}/history       s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/restore   /en/desk/agreements/{deal}/restore       s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/trash     /en/desk/agreements/{deal}/trash         s---+-+
GET /{locale:str}/desk/agreements/{agreement:str}/edit      /en/desk/agreements/{thrown_deal}/edit   s---0-0
GET /{locale:str}/desk/agreements/{owner:str}/documents     /en/desk/agreements/{deal}/documents     s-0-+-+
GET /{locale:str}/desk/agreements/{owner:str}/documents     /en/desk/agreements/{secret_deal}/documents s-00+0+
GET /{locale:str}/desk/projects/new                         /en/desk/projects/new                   s---+-+
GET /{locale:str}/desk/projects/conferences                 /en/desk/projects/conferences           s---+-+
GET /{locale:str}/desk/projects/partners                    /en/desk/projects/partners              s---+-+
GET /{locale:str}/desk/projects/{project:str}/edit          /en/desk/projects/{joint}/edit          s-+++-+
GET /{locale:str}/desk/projects/{project:str}/edit          /en/desk/projects/{private}/edit        s-0++-+
GET /{locale:str}/desk/projects/{project:str}/edit          /en/desk/projects/{staff}/edit          s-00+-+
GET /{locale:str}/desk/projects/{project:str}/entries/new   /en/desk/projects/{private}/entries/new s-0++-+
GET /{locale:str}/desk/projects/{project:str}/history       /en/desk/projects/{private}/history     s-0++-+
GET /{locale:str}/desk/projects/{project:str}/restore       /en/desk/projects/{joint}/restore       s---+-+
GET /{locale:str}/desk/projects/{project:str}/trash         /en/desk/projects/{joint}/trash         s---+-+
GET /{locale:str}/desk/series/new                           /en/desk/series/new                     s----++
GET /{locale:str}/desk/series/{series_id:int}/edit          /en/desk/series/{series}/edit           s----++
GET /{locale:str}/desk/people                               /en/desk/people                         s-----+
GET /{locale:str}/desk/people/new                           /en/desk/people/new                     s-----+
GET /{locale:str}/desk/people/{person:str}                  /en/desk/people/{target}                s-----+
GET /{locale:str}/desk/people/{person:str}/close            /en/desk/people/{target}/close          s-----+
GET /{locale:str}/desk/people/{person:str}/reopen           /en/desk/people/{target}/reopen         s-----+
GET /{locale:str}/desk/people/{person:str}/email            /en/desk/people/{target}/email          s-----+
GET /{locale:str}/desk/people/{person:str}/link             /en/desk/people/{target}/link           s-----+
GET /{locale:str}/desk/people/{person:str}/organisations/{organisation:str}/join   /en/desk/people/{target}/organisations/{xiamen}/join   s-----+
GET /{locale:str}/desk/people/{person:str}/organisations/{organisation:str}/leave  /en/desk/people/{target}/organisations/{xiamen}/leave  s-----+
GET /{locale:str}/desk/people/{person:str}/roles/{role:str}/grant     /en/desk/people/{target}/roles/liaison/grant     s-----+
GET /{locale:str}/desk/people/{person:str}/roles/{role:str}/withdraw  /en/desk/people/{target}/roles/liaison/withdraw  s-----+

POST /{locale:str}/sign-in                                  /en/sign-in                             +++++++
POST /{locale:str}/preferences                              /en/preferences                         +++++++
POST /{locale:str}/reset                                    /en/reset                               +++++++
POST /{locale:str}/reset/{token:str}                        /en/reset/nothing                       ggggggg
POST /{locale:str}/invitation/{token:str}                   /en/invitation/nothing                  ggggggg
POST /{locale:str}/desk/account                             /en/desk/account                        s++++++
POST /unsubscribe/{token:str}                                /unsubscribe/{refusal}                   +++++++
POST /unsubscribe/{token:str}                                /unsubscribe/nothing                     0000000
POST /{locale:str}/unsubscribe/{token:str}                   /en/unsubscribe/{refusal}                +++++++
POST /{locale:str}/desk/account/notices                      /en/desk/account/notices                 s++++++
POST /{locale:str}/desk/mail/{job:str}/again                 /en/desk/mail/999/again                  s-----0
POST /{locale:str}/desk/reminders                            /en/desk/reminders                       s---+-+
POST /{locale:str}/desk/reminders/{rule:str}/end             /en/desk/reminders/999/end               s---0-0
POST /{locale:str}/desk/account/password                    /en/desk/account/password               s++++++
POST /{locale:str}/desk/account/sign-ins/{sign_in:str}/end  /en/desk/account/sign-ins/{mei_sign_in}/end  s0000+0
POST /{locale:str}/desk/account/sign-ins/end-others         /en/desk/account/sign-ins/end-others    s++++++
POST /{locale:str}/desk/account/tokens                      /en/desk/account/tokens                 s++++++
POST /{locale:str}/desk/account/tokens/{token:str}/revoke   /en/desk/account/tokens/{mei_token}/revoke   s0000+0
POST /{locale:str}/desk/conferences/new                     /en/desk/conferences/new                s-+++++
POST /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{open}/edit             s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/edit      /en/desk/conferences/{layla_draft}/edit      s-0+--+
POST /{locale:str}/desk/conferences/{conference_id:int}/move      /en/desk/conferences/{open}/move             s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/move      /en/desk/conferences/{mei_draft}/move        s-00-++
POST /{locale:str}/desk/conferences/{conference_id:int}/postpone  /en/desk/conferences/{open}/postpone         s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/cancel    /en/desk/conferences/{layla_proposal}/cancel s-0---+
POST /{locale:str}/desk/conferences/{conference_id:int}/restore   /en/desk/conferences/{thrown}/restore        s-000++
POST /{locale:str}/desk/conferences/{conference_id:int}/trash     /en/desk/conferences/{open}/trash            s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/trash     /en/desk/conferences/{layla_draft}/trash     s-0+--+
POST /{locale:str}/desk/conferences/{conference_id:int}/steps/{step:str}  /en/desk/conferences/{layla_draft}/steps/submit      s-0+--+
POST /{locale:str}/desk/conferences/{conference_id:int}/steps/{step:str}  /en/desk/conferences/{layla_draft}/steps/publish     s-0---+
POST /{locale:str}/desk/conferences/{conference_id:int}/steps/{step:str}  /en/desk/conferences/{layla_proposal}/steps/publish  s-0--++
POST /{locale:str}/desk/conferences/{conference_id:int}/steps/{step:str}  /en/desk/conferences/{layla_proposal}/steps/return   s-0--++
POST /{locale:str}/desk/conferences/{conference_id:int}/steps/{step:str}  /en/desk/conferences/{open}/steps/confirm            s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/deadlines/{uuid:uuid}/extend  /en/desk/conferences/{open}/deadlines/{due}/extend  s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/edit     /en/desk/conferences/{shared}/edit           s--+-++
POST /{locale:str}/desk/conferences/{conference_id:int}/trash    /en/desk/conferences/{shared}/trash          s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/shares   /en/desk/conferences/{shared}/shares         s----++
POST /{locale:str}/desk/conferences/{conference_id:int}/shares   /en/desk/conferences/{shared_draft}/shares   s-0--++
POST /{locale:str}/desk/partners/new                        /en/desk/partners/new                   s---+-+
POST /{locale:str}/desk/partners/{partner:str}/edit         /en/desk/partners/{iresen}/edit         s--++-+
POST /{locale:str}/desk/partners/{partner:str}/edit         /en/desk/partners/{quiet}/edit          s-00+-+
POST /{locale:str}/desk/partners/{partner:str}/restore      /en/desk/partners/{thrown_organisation}/restore  s---+-+
POST /{locale:str}/desk/partners/{partner:str}/trash        /en/desk/partners/{iresen}/trash        s---+-+
POST /{locale:str}/desk/ror/{ror:str}/link                  /en/desk/ror/00mcjh785/link             s---0-0
POST /{locale:str}/desk/ror/proposals/{proposal:int}/accept   /en/desk/ror/proposals/{proposal}/accept   s---+-+
POST /{locale:str}/desk/ror/proposals/{proposal:int}/decline  /en/desk/ror/proposals/{proposal}/decline  s---+-+
POST /{locale:str}/desk/duplicates/{pair:int}/decline       /en/desk/duplicates/{pair}/decline      s---+-+
POST /{locale:str}/desk/duplicates/{pair:int}/restore       /en/desk/duplicates/{pair}/restore      s---+-+
POST /{locale:str}/desk/contacts/new                        /en/desk/contacts/new                   s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/edit         /en/desk/contacts/{person}/edit         s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/move         /en/desk/contacts/{person}/move         s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/erase        /en/desk/contacts/{person}/erase        s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/export       /en/desk/contacts/{person}/export       s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/restore      /en/desk/contacts/{thrown_contact}/restore  s---+-+
POST /{locale:str}/desk/contacts/{contact:str}/trash        /en/desk/contacts/{person}/trash        s---+-+
POST /{locale:str}/desk/partners/{partner:str}/relations    /en/desk/partners/{iresen}/relations    s---+-+
POST /{locale:str}/desk/partners/{owner:str}/documents      /en/desk/partners/{iresen}/documents    s--++-+
POST /{locale:str}/desk/partners/{owner:str}/documents      /en/desk/partners/{quiet}/documents     s-00+-+
POST /{locale:str}/desk/documents/{document:str}/edit       /en/desk/documents/{paper}/edit         s--++-+
POST /{locale:str}/desk/documents/{document:str}/restore    /en/desk/documents/{thrown_paper}/restore  s-0++0+
POST /{locale:str}/desk/documents/{document:str}/trash      /en/desk/documents/{paper}/trash        s--++-+
POST /{locale:str}/desk/agreements/new                       /en/desk/agreements/new                  s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/edit      /en/desk/agreements/{deal}/edit          s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/sign      /en/desk/agreements/{deal}/sign          s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/move      /en/desk/agreements/{deal}/move          s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/renew     /en/desk/agreements/{deal}/renew         s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/trash     /en/desk/agreements/{deal}/trash         s---+-+
POST /{locale:str}/desk/agreements/{agreement:str}/restore   /en/desk/agreements/{thrown_deal}/restore s---+-+
POST /{locale:str}/desk/agreements/{owner:str}/documents     /en/desk/agreements/{deal}/documents     s-0-+-+
POST /{locale:str}/desk/projects/new                        /en/desk/projects/new                   s---+-+
POST /{locale:str}/desk/projects/{project:str}/edit         /en/desk/projects/{joint}/edit          s-+++-+
POST /{locale:str}/desk/projects/{project:str}/edit         /en/desk/projects/{private}/edit        s-0++-+
POST /{locale:str}/desk/projects/{project:str}/entries/new  /en/desk/projects/{private}/entries/new s-0++-+
POST /{locale:str}/desk/projects/{project:str}/restore      /en/desk/projects/{thrown_project}/restore  s---+-+
POST /{locale:str}/desk/projects/{project:str}/trash        /en/desk/projects/{joint}/trash         s---+-+
POST /{locale:str}/desk/series/new                          /en/desk/series/new                     s----++
POST /{locale:str}/desk/series/{series_id:int}/edit         /en/desk/series/{series}/edit           s----++
POST /{locale:str}/desk/people/new                          /en/desk/people/new                     s-----+
POST /{locale:str}/desk/people/{person:str}/close           /en/desk/people/{target}/close          s-----+
POST /{locale:str}/desk/people/{person:str}/reopen          /en/desk/people/{target}/reopen         s-----+
POST /{locale:str}/desk/people/{person:str}/email           /en/desk/people/{target}/email          s-----+
POST /{locale:str}/desk/people/{person:str}/link            /en/desk/people/{target}/link           s-----+
POST /{locale:str}/desk/people/{person:str}/organisations/{organisation:str}/join   /en/desk/people/{target}/organisations/{xiamen}/join   s-----+
POST /{locale:str}/desk/people/{person:str}/organisations/{organisation:str}/leave  /en/desk/people/{target}/organisations/{xiamen}/leave  s-----+
POST /{locale:str}/desk/people/{person:str}/roles/{role:str}/grant     /en/desk/people/{target}/roles/liaison/grant     s-----+
POST /{locale:str}/desk/people/{person:str}/roles/{role:str}/withdraw  /en/desk/people/{target}/roles/liaison/withdraw  s-----+

GET /api/v1/openapi.json                                    /api/v1/openapi.json                    +++++++
GET /api/v1/themes                                          /api/v1/themes                          +++++++
GET /api/v1/conferences                                     /api/v1/conferences                     +++++++
GET /api/v1/conferences/{number:int}                        /api/v1/conferences/{open}              +++++++
GET /api/v1/conferences/{number:int}                        /api/v1/conferences/{mei_draft}         0000+++
GET /api/v1/conferences/{number:int}                        /api/v1/conferences/{layla_proposal}    000++++
GET /api/v1/conferences/{number:int}                        /api/v1/conferences/{layla_draft}       000++++
GET /api/v1/conferences/{number:int}                        /api/v1/conferences/{thrown}            ggggggg
GET /api/v1/organisations                                   /api/v1/organisations                   +++++++
GET /api/v1/organisations/{number:int}                      /api/v1/organisations/{iresen}          +++++++
GET /api/v1/organisations/{number:int}                      /api/v1/organisations/{quiet}           0000+++
GET /api/v1/organisations/{number:int}/contacts             /api/v1/organisations/{iresen}/contacts   +++++++
GET /api/v1/organisations/{number:int}/contacts             /api/v1/organisations/{quiet}/contacts    0000+++
GET /api/v1/organisations/{number:int}/relations            /api/v1/organisations/{iresen}/relations  +++++++
GET /api/v1/organisations/{number:int}/relations            /api/v1/organisations/{quiet}/relations   0000+++
GET /api/v1/organisations/{number:int}/documents            /api/v1/organisations/{iresen}/documents  +++++++
GET /api/v1/organisations/{number:int}/documents            /api/v1/organisations/{quiet}/documents   0000+++
GET /api/v1/contacts                                        /api/v1/contacts                        s---+++
GET /api/v1/contacts/{number:int}                           /api/v1/contacts/{person}               000++++
GET /api/v1/contacts/{number:int}                           /api/v1/contacts/{shown}                +++++++
GET /api/v1/ror                                             /api/v1/ror?q=xmu                       s---+++
GET /api/v1/ror/{ror:str}                                   /api/v1/ror/00mcjh785                   s---+++
GET /api/v1/ror-proposals                                   /api/v1/ror-proposals                   s---+-+
GET /api/v1/duplicates                                      /api/v1/duplicates                      s---+-+
GET /api/v1/agreements                                      /api/v1/agreements                       s++++++
GET /api/v1/agreements/due                                  /api/v1/agreements/due                   s++++++
GET /api/v1/agreements/{number:int}                         /api/v1/agreements/{deal}                s00++++
GET /api/v1/agreements/{number:int}                         /api/v1/agreements/{secret_deal}         s000+0+
GET /api/v1/agreements/{number:int}                         /api/v1/agreements/{thrown_deal}         s000000
GET /api/v1/organisations/{number:int}/agreements           /api/v1/organisations/{iresen}/agreements s++++++
GET /api/v1/organisations/{number:int}/agreements           /api/v1/organisations/{quiet}/agreements s000+++
GET /api/v1/projects                                        /api/v1/projects                        +++++++
GET /api/v1/projects/{number:int}                           /api/v1/projects/{joint}                +++++++
GET /api/v1/projects/{number:int}                           /api/v1/projects/{private}              000++++
GET /api/v1/projects/{number:int}                           /api/v1/projects/{staff}                0000+++
GET /api/v1/series                                          /api/v1/series                          +++++++
GET /api/v1/series/{number:int}                             /api/v1/series/{series}                 +++++++

POST /api/v1/conferences                                    /api/v1/conferences                     s-+++++
PUT /api/v1/conferences/{number:int}                        /api/v1/conferences/{open}              s----++
PUT /api/v1/conferences/{number:int}                        /api/v1/conferences/{shared}            s--+-++
PUT /api/v1/conferences/{number:int}                        /api/v1/conferences/{mei_draft}         s000-++
PUT /api/v1/conferences/{number:int}                        /api/v1/conferences/{layla_draft}       s00+--+
DELETE /api/v1/conferences/{number:int}                     /api/v1/conferences/{open}?version=999  s----++
DELETE /api/v1/conferences/{number:int}                     /api/v1/conferences/{layla_draft}?version=999  s00+--+
POST /api/v1/conferences/{number:int}/restore               /api/v1/conferences/{thrown}/restore    s0000++
POST /api/v1/conferences/{number:int}/submit                /api/v1/conferences/{layla_draft}/submit      s00+--+
POST /api/v1/conferences/{number:int}/return                /api/v1/conferences/{layla_proposal}/return   s00--++
POST /api/v1/conferences/{number:int}/publish               /api/v1/conferences/{layla_proposal}/publish  s00--++
POST /api/v1/conferences/{number:int}/publish               /api/v1/conferences/{layla_draft}/publish     s00---+
POST /api/v1/conferences/{number:int}/withdraw              /api/v1/conferences/{open}/withdraw     s----++
POST /api/v1/conferences/{number:int}/archive               /api/v1/conferences/{open}/archive      s----++
POST /api/v1/conferences/{number:int}/confirm               /api/v1/conferences/{open}/confirm      s----++
POST /api/v1/conferences/{number:int}/hold                  /api/v1/conferences/{open}/hold         s----++
POST /api/v1/conferences/{number:int}/move                  /api/v1/conferences/{open}/move         s----++
POST /api/v1/conferences/{number:int}/postpone              /api/v1/conferences/{open}/postpone     s----++
POST /api/v1/conferences/{number:int}/cancel                /api/v1/conferences/{mei_draft}/cancel  s000-++
POST /api/v1/conferences/{number:int}/deadlines/extend      /api/v1/conferences/{open}/deadlines/extend  s----++
POST /api/v1/organisations                                  /api/v1/organisations                   s---+-+
PUT /api/v1/organisations/{number:int}                      /api/v1/organisations/{iresen}          s--++-+
PUT /api/v1/organisations/{number:int}                      /api/v1/organisations/{quiet}           s000+-+
DELETE /api/v1/organisations/{number:int}                   /api/v1/organisations/{iresen}?version=999   s---+-+
POST /api/v1/organisations/{number:int}/restore             /api/v1/organisations/{thrown_organisation}/restore  s000+0+
PUT /api/v1/organisations/{number:int}/relations            /api/v1/organisations/{iresen}/relations  s---+-+
POST /api/v1/organisations/{number:int}/documents           /api/v1/organisations/{iresen}/documents  s--++-+
POST /api/v1/organisations/{number:int}/documents           /api/v1/organisations/{quiet}/documents   s000+-+
PUT /api/v1/documents/{number:int}                          /api/v1/documents/{paper}               s--++-+
PUT /api/v1/documents/{number:int}                          /api/v1/documents/{quiet_paper}         s000+-+
DELETE /api/v1/documents/{number:int}                       /api/v1/documents/{paper}?version=999   s--++-+
POST /api/v1/documents/{number:int}/restore                 /api/v1/documents/{thrown_paper}/restore  s00++0+
POST /api/v1/contacts                                       /api/v1/contacts                        s---+-+
PUT /api/v1/contacts/{number:int}                           /api/v1/contacts/{person}               s---+-+
DELETE /api/v1/contacts/{number:int}                        /api/v1/contacts/{person}?version=999   s---+-+
POST /api/v1/contacts/{number:int}/restore                  /api/v1/contacts/{thrown_contact}/restore  s---+-+
POST /api/v1/contacts/{number:int}/export                   /api/v1/contacts/{person}/export        s---+-+
POST /api/v1/contacts/{number:int}/erase                    /api/v1/contacts/{person}/erase         s---+-+
POST /api/v1/ror/{ror:str}/link                             /api/v1/ror/00mcjh785/link              s---+-+
POST /api/v1/ror-proposals/{number:int}/accept              /api/v1/ror-proposals/{proposal}/accept   s---+-+
POST /api/v1/ror-proposals/{number:int}/decline             /api/v1/ror-proposals/{proposal}/decline  s---+-+
POST /api/v1/duplicates/{number:int}/decline                /api/v1/duplicates/{pair}/decline       s---+-+
POST /api/v1/duplicates/{number:int}/restore                /api/v1/duplicates/{pair}/restore       s---+-+
POST /api/v1/agreements                                      /api/v1/agreements                       s---+-+
PUT /api/v1/agreements/{number:int}                         /api/v1/agreements/{deal}                s---+-+
DELETE /api/v1/agreements/{number:int}                         /api/v1/agreements/{deal}?version=999    s---+-+
POST /api/v1/agreements/{number:int}/sign                    /api/v1/agreements/{deal}/sign           s---+-+
POST /api/v1/agreements/{number:int}/move                    /api/v1/agreements/{deal}/move           s---+-+
POST /api/v1/agreements/{number:int}/renew                   /api/v1/agreements/{deal}/renew          s---+-+
POST /api/v1/agreements/{number:int}/restore                 /api/v1/agreements/{thrown_deal}/restore s---+-+
POST /api/v1/projects                                       /api/v1/projects                        s---+-+
PUT /api/v1/projects/{number:int}                           /api/v1/projects/{joint}                s-+++-+
PUT /api/v1/projects/{number:int}                           /api/v1/projects/{private}              s00++-+
PUT /api/v1/projects/{number:int}                           /api/v1/projects/{staff}                s000+-+
DELETE /api/v1/projects/{number:int}                        /api/v1/projects/{joint}?version=999    s---+-+
POST /api/v1/projects/{number:int}/restore                  /api/v1/projects/{thrown_project}/restore    s000+0+
POST /api/v1/projects/{number:int}/entries                  /api/v1/projects/{private}/entries      s00++-+
POST /api/v1/series                                         /api/v1/series                          s----++
PUT /api/v1/series/{number:int}                             /api/v1/series/{series}                 s----++

POST /{locale:str}/sign-out                                 /en/sign-out                            +++++++
"""
ROWS = [line.split() for line in TABLE.splitlines() if line.strip()]

# What was thrown away before is thrown away again, so that everybody finds the same.
AGAIN = {
    "conference": "UPDATE conference SET trashed_at = revised_at WHERE id = {}",
    "organisation": "UPDATE organisation SET trashed_at = revised_at WHERE id = {}",
    "project": "UPDATE project SET trashed_at = revised_at WHERE id = {}",
    "contact": "UPDATE contact SET trashed_at = revised_at WHERE id = {}",
    "agreement": "UPDATE agreement SET trashed_at = revised_at WHERE id = {}",
    "document": "UPDATE document SET trashed_at = revised_at WHERE id = {}",
}
THROWN = (
    ("conference", "thrown"),
    ("organisation", "thrown_organisation"),
    ("project", "thrown_project"),
    ("contact", "thrown_contact"),
    ("agreement", "thrown_deal"),
    ("document", "thrown_paper"),
)
FORM = {"version": "999", "token_name": "another"}
NAMES = {"source": "en", "texts": {"en": "A name"}}
STEP = {"version": 999}
REASON = {"source": "en", "texts": {"en": "For a reason"}}
DUE = {"kind": "abstract", "due_on": "2030-01-01"}
CONFERENCE = {"names": NAMES, "topics": ["h2"], "zone": "Asia/Shanghai", "starts_on": "2029-05-01", "country": "CN"}
ORGANISATION = {"names": [{"text": "A body", "tag": "en", "preferred": True}], "kinds": ["education"]}
PROJECT = {"names": NAMES, "topics": ["h2"]}
CONTACT = {"name": "Somebody", "posts": [{"organisation": 1}]}
AGREEMENT = {"titles": NAMES, "kind": "mou", "parties": [{"unlisted": "A body"}]}
DOCUMENT = {"title": "A paper", "url": "https://example.org/paper"}
BODIES = {
    "PUT /api/v1/organisations/{number:int}/relations": {"version": 999, "relations": []},
    "POST /api/v1/organisations/{number:int}/documents": DOCUMENT,
    "PUT /api/v1/documents/{number:int}": {"version": 999, "facts": DOCUMENT},
    "POST /api/v1/agreements": AGREEMENT,
    "PUT /api/v1/agreements/{number:int}": {"version": 999, "facts": AGREEMENT},
    "POST /api/v1/agreements/{number:int}/sign": {"version": 999, "signatures": [{"place": 0, "signed_on": "2026-01-01"}]},
    "POST /api/v1/agreements/{number:int}/move": {"version": 999, "state": "approved"},
    "POST /api/v1/agreements/{number:int}/renew": {"version": 999, "period": {"from_on": "2029-01-01", "ends_on": "2029-12-31"}},
    "POST /api/v1/contacts": CONTACT,
    "PUT /api/v1/contacts/{number:int}": {"version": 999, "facts": CONTACT},
    "POST /api/v1/contacts/{number:int}/erase": {"version": 999, "reason": "Asked for."},
    "POST /api/v1/conferences": {"facts": CONFERENCE},
    "PUT /api/v1/conferences/{number:int}": {"version": 999, "facts": CONFERENCE},
    "POST /api/v1/conferences/{number:int}/move": {"version": 999, "when": {"starts_on": "2029-06-01", "zone": "Asia/Shanghai"}},
    "POST /api/v1/conferences/{number:int}/postpone": {"version": 999, "reason": REASON},
    "POST /api/v1/conferences/{number:int}/cancel": {"version": 999, "reason": REASON},
    "POST /api/v1/organisations": ORGANISATION,
    "PUT /api/v1/organisations/{number:int}": {"version": 999, "facts": ORGANISATION},
    "POST /api/v1/projects": PROJECT,
    "PUT /api/v1/projects/{number:int}": {"version": 999, "facts": PROJECT},
    "POST /api/v1/projects/{number:int}/entries": {"on": "2026-01-02", "text": "We met."},
    "POST /api/v1/series": {"names": NAMES, "topics": ["h2"]},
    "PUT /api/v1/series/{number:int}": {"version": 999, "facts": {"names": NAMES, "topics": ["h2"]}},
}


def outcome(answer):
    """The letter of the table for an answer; anything that is in no table stands with its number."""
    status = answer.status_code
    if status == 401 or (status == 303 and answer.headers["location"].startswith("/en/sign-in?next=")):
        return "s"
    if status == 403:
        assert "This form is too old" not in answer.text
        return "s" if "You are not signed in any more" in answer.text else "-"
    if status in {404, 410}:
        return "0" if status == 404 else "g"
    return "+" if status < 400 or status in {409, 422} else f"?{status}"


def test_every_route_has_a_row_and_every_row_a_route(app):
    listed = access.rules(app.framework)
    assert [each for each in listed if each.access not in access.RULES] == []
    assert {f"{each.method} {each.path}" for each in listed} == {f"{method} {pattern}" for method, pattern, _path, _outcomes in ROWS}


async def _ask(browser, method, pattern, path, forms):
    if method == "GET":
        answer = await browser.get(path)
        bare = await browser.head(path)
        assert (bare.status_code, bare.content) == (answer.status_code, b"")
        return answer
    if path.startswith("/api/"):
        body = BODIES.get(f"{method} {pattern}", STEP)
        if pattern.endswith("/extend"):
            body = {"version": 999, "deadline": {**DUE, "uuid": forms["due"]}}
        return await browser.request(method, path, json=None if method == "DELETE" or pattern.endswith("/restore") else body)
    return await browser.request(method, path, data={**FORM, "csrf_token": forms["csrf"]})


async def test_everybody_gets_exactly_what_the_table_says(app, world, go):
    mei = world.viewers["mei"]
    async with db.transaction():
        await sign_ins.open_sign_in(mei, Browser("192.0.2.0/24"))
    await api_tokens.issue_token(mei, NewToken("second"))
    sign_in = (await db.run("SELECT max(id) AS id FROM sign_in"))[0]["id"]
    token = (await db.run("SELECT max(id) AS id FROM api_token"))[0]["id"]
    refusal = refusals.token(app.site.settings, world.ids["target"], "reminder")
    places = {**world.ids, "mei_sign_in": sign_in, "mei_token": token, "due": world.deadlines["open"], "refusal": refusal}
    browsers, forms = {}, {}
    for key in (*WHO, "closed", "ended"):
        browsers[key] = go(key)
        text = (await browsers[key].get("/en/about")).text
        forms[key] = {"csrf": re.search(r'name="csrf_token" value="([^"]+)"', text)[1], "due": places["due"]}
    wrong = []
    for method, pattern, path, outcomes in ROWS:
        address = path.format(**places)
        found, expected = "", outcomes
        for key in (*WHO, "closed", "ended"):
            if pattern.endswith("/restore") and method == "POST":
                for kind, name in THROWN:
                    await db.run(AGAIN[kind], world.ids[name])
            found += outcome(await _ask(browsers[key], method, pattern, address, forms[key]))
        # A closed account and an ended sign-in are visitors to the pages; the API refuses their tokens outright.
        expected += "ss" if address.startswith("/api/") else 2 * outcomes[0]
        if found != expected:
            wrong.append(f"{method} {path}: {found} instead of {expected}")
    for each in browsers.values():
        await each.aclose()
    assert wrong == []


async def test_options_is_answered_alike_for_what_is_hidden_and_what_is_not_there(world, go):
    async with go() as visitor:
        for number in (world.ids["open"], world.ids["mei_draft"], 999_999):
            answer = await visitor.options(f"/api/v1/conferences/{number}")
            assert (answer.status_code, answer.content) == (204, b"")
